"""Every scenario there is."""

from bench.abuse.scenario import Scenario
from bench.abuse.scenarios import api_keys, input_values

SCENARIOS: tuple[Scenario, ...] = (
    api_keys.no_credentials,
    api_keys.key_lists_of_nothing,
    input_values.names_of_other_keys,
)
