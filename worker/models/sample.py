"""Questions with and without an answer in their context: what a baked reader is tried on."""

from typing import NamedTuple


class Sample(NamedTuple):
    """A question to a context; ``answer`` is a span of it, None where it contains none."""

    question: str
    context: str
    answer: str | None


_BRIDGE = (
    "The old stone bridge at Marlow Ford was finished in 1784 after six years of work. It was built by Hannah Croft, "
    "who had learned her trade in Lisbon, and it cost the town 2,300 pounds. Its five arches span 61 metres."
)
_PUMP = (
    "To start the pump, open the red valve first and wait for ten seconds. Never run the pump dry: without water the "
    "seal overheats within two minutes. The filter must be cleaned once a week with warm water and a soft brush."
)
_LETTER = (
    "Dear Ms Okafor, your order no. 88-412 left our warehouse in Rotterdam on 14 March and should reach you by Friday. "
    "The amount of EUR 149.90 will be taken from your account. For returns, write to Tomas Lind within 30 days."
)
_OWLS = (
    "Barn owls hunt mostly at night. They find mice by sound alone, since their ears sit at different heights. A pair "
    "raises four to six young a year, mainly in hollow trees and church towers. Hard winters with deep snow are the "
    "most common cause of their death."
)

SAMPLES = (
    Sample("When was the bridge finished?", _BRIDGE, "1784"),
    Sample("Who built the bridge?", _BRIDGE, "Hannah Croft"),
    Sample("How much did the bridge cost?", _BRIDGE, "2,300 pounds"),
    Sample("Where had Hannah Croft learned her trade?", _BRIDGE, "Lisbon"),
    Sample("How long did the work on the bridge take?", _BRIDGE, "six years"),
    Sample("Which valve must be opened first?", _PUMP, "red valve"),
    Sample("How long should one wait after opening the valve?", _PUMP, "ten seconds"),
    Sample("How often must the filter be cleaned?", _PUMP, "once a week"),
    Sample("What overheats when the pump runs dry?", _PUMP, "seal"),
    Sample("When did the order leave the warehouse?", _LETTER, "14 March"),
    Sample("Where is the warehouse?", _LETTER, "Rotterdam"),
    Sample("What amount will be taken from the account?", _LETTER, "EUR 149.90"),
    Sample("Whom should one write to for returns?", _LETTER, "Tomas Lind"),
    Sample("When do barn owls hunt?", _OWLS, "night"),
    Sample("How do barn owls find mice?", _OWLS, "sound"),
    Sample("How many young does a pair raise in a year?", _OWLS, "four to six"),
    Sample("What is the most common cause of their death?", _OWLS, "Hard winters with deep snow"),
    Sample("What is the capital of Peru?", _BRIDGE, None),
    Sample("Who discovered penicillin?", _PUMP, None),
    Sample("How high is Mount Everest?", _LETTER, None),
    Sample("Which team won the cup final?", _OWLS, None),
    Sample("What does the lease say about pets?", _BRIDGE, None),
    Sample("When was the airport opened?", _OWLS, None),
    Sample("What is the melting point of iron?", _LETTER, None),
)
