"""Which addresses are of the public internet: the same list on every Python, whose own differs between releases.

Denied is what IANA's registries of special-purpose addresses have (RFC 6890 and its successors), multicast, and what
clouds answer their virtual machines under. One address that carries another is judged by it, or denied where nobody
needs it any more.
"""

import ipaddress

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

_DENIED_IPV4 = [
    ipaddress.IPv4Network(network)
    for network in (
        "0.0.0.0/8",
        "10.0.0.0/8",
        # Shared by a provider's customers; 100.100.100.200 is the metadata address of Alibaba Cloud.
        "100.64.0.0/10",
        "127.0.0.0/8",
        # Link-local; 169.254.169.254 is the metadata address of most clouds.
        "169.254.0.0/16",
        "172.16.0.0/12",
        # Protocol assignments; 192.0.0.192 is the metadata address of Oracle Cloud's bare machines.
        "192.0.0.0/24",
        "192.0.2.0/24",
        # AS112, and relays of tunnels.
        "192.31.196.0/24",
        "192.52.193.0/24",
        "192.88.99.0/24",
        "192.175.48.0/24",
        "192.168.0.0/16",
        "198.18.0.0/15",
        "198.51.100.0/24",
        "203.0.113.0/24",
        # Azure's wire server: metadata, DNS and health of a virtual machine.
        "168.63.129.16/32",
        "224.0.0.0/4",
        "240.0.0.0/4",
    )
]
_GLOBAL_UNICAST = ipaddress.IPv6Network("2000::/3")
_DENIED_IPV6 = [
    ipaddress.IPv6Network(network)
    for network in (
        # Protocol assignments, among them Teredo, and 6to4.
        "2001::/23",
        "2001:db8::/32",
        "2002::/16",
        "2620:4f:8000::/48",
        "3fff::/20",
    )
]
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")


def is_public(address: Address) -> bool:
    """True for an address of the public internet, also where one address carries another."""
    if isinstance(address, ipaddress.IPv4Address):
        return not any(address in network for network in _DENIED_IPV4)
    if address.ipv4_mapped is not None:
        return is_public(address.ipv4_mapped)
    if address in _NAT64:
        return is_public(ipaddress.IPv4Address(int(address) & 0xFFFFFFFF))
    return address in _GLOBAL_UNICAST and not any(address in network for network in _DENIED_IPV6)
