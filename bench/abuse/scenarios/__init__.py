"""Every scenario there is."""

from bench.abuse.scenario import Scenario
from bench.abuse.scenarios import (
    api_keys,
    browsers,
    headers,
    images,
    input_values,
    large_answers,
    quotas,
    silent_clients,
)

SCENARIOS: tuple[Scenario, ...] = (
    api_keys.no_credentials,
    api_keys.key_lists_of_nothing,
    input_values.names_of_other_keys,
    browsers.foreign_hosts,
    browsers.foreign_origins,
    headers.large_headers,
    silent_clients.silence,
    silent_clients.trickling,
    silent_clients.many_connections,
    images.images_of_a_hostile_page,
    images.images_that_fill_the_store,
    quotas.jobs_over_the_limit,
    quotas.stalled_uploads,
    large_answers.large_answers,
)
