import base64

import pytest

from geo_service.access.token import Presented, presented_secret
from geo_service.errors import SignInError

TOKEN = "gs_12ab_a-token-of-some-length"  # noqa: S105 # of the tests only


def basic(text):
    return f"Basic {base64.b64encode(text.encode()).decode()}"


@pytest.mark.parametrize("given", [f"Bearer {TOKEN}", f"bearer {TOKEN}", f"Bearer  {TOKEN} "])
@pytest.mark.parametrize("only_reads", [True, False])
def test_a_bearer_token_is_taken_for_everything(given, only_reads):
    assert presented_secret(given, None, only_reads=only_reads) == Presented(TOKEN, is_bearer=True)


@pytest.mark.parametrize(
    ("header", "apikey"), [(basic(f"gis:{TOKEN}"), None), (basic(f":{TOKEN}"), None), (None, TOKEN)]
)
def test_programs_for_maps_may_send_it_otherwise_but_only_to_read(header, apikey):
    assert presented_secret(header, apikey, only_reads=True) == Presented(TOKEN, is_bearer=False)
    with pytest.raises(SignInError, match="a change needs the token in the header") as refused:
        presented_secret(header, apikey, only_reads=False)
    assert TOKEN not in str(refused.value)


@pytest.mark.parametrize("given", ["", "Bearer", "Bearer ", TOKEN, "Digest x", "Basic", "Basic ***", "Basic /w=="])
def test_another_form_is_refused_with_what_to_send(given):
    with pytest.raises(SignInError, match="Authorization: Bearer"):
        presented_secret(given, None, only_reads=True)


def test_nothing_sent_is_nothing():
    assert presented_secret(None, None, only_reads=True) is None
