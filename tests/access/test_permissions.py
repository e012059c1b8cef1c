import pytest

from geo_service.access.permissions import PERMITTED_FROM, may, require_permission
from geo_service.errors import PermissionDeniedError
from geo_service.model.account import ROLES, Actor


@pytest.mark.parametrize("deed", PERMITTED_FROM)
def test_a_role_may_all_that_the_roles_below_it_may(deed):
    allowed = [may(Actor("x", role), deed) for role in ROLES]
    assert allowed == sorted(allowed)
    assert allowed[-1]


def test_a_refusal_names_the_role_that_would_be_right():
    with pytest.raises(PermissionDeniedError, match=r"duty is viewer and may not publish; .* approver \(审批\)"):
        require_permission(Actor("duty", "viewer"), "publish")
