import pytest

from geo_service.access.token import require_token
from geo_service.errors import PermissionDeniedError

TOKEN = "a-token-of-some-length"  # noqa: S105 # of the tests only


@pytest.mark.parametrize("given", [f"Bearer {TOKEN}", f"bearer {TOKEN}", f"Bearer  {TOKEN} "])
def test_the_token_opens(given):
    require_token(given, TOKEN)


@pytest.mark.parametrize("given", [None, "", "Bearer", "Bearer ", TOKEN, f"Basic {TOKEN}"])
def test_nothing_or_another_scheme_is_refused_with_what_to_send(given):
    with pytest.raises(PermissionDeniedError, match="Authorization: Bearer"):
        require_token(given, TOKEN)


@pytest.mark.parametrize("given", ["Bearer other", f"Bearer {TOKEN}x", f"Bearer {TOKEN[:-1]}", "Bearer 令牌"])
def test_a_wrong_token_is_refused_and_never_repeated(given):
    with pytest.raises(PermissionDeniedError, match="is wrong") as refused:
        require_token(given, TOKEN)
    assert TOKEN not in str(refused.value)
