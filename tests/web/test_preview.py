from dataclasses import replace

import pytest

from geo_service.actions.plans import plan_zone
from geo_service.web.preview import post_facts, preview_facts


@pytest.fixture
def plan(town):
    zone = next(zone for zone in town.latest_zones() if zone.name == "示例河大桥两岸")
    return plan_zone(town, zone.zone_id)


def test_a_drawing_says_how_many_posts_are_enough_and_how_many_people_they_need(plan):
    facts = preview_facts(plan)
    posts = plan.frames["checkpoint"]
    assert (facts.checkpoints, facts.closures) == (len(posts), len(plan.frames["closure"]))
    assert facts.proved is True
    assert facts.gap == 0
    assert (facts.crew, facts.people_24h) == (posts["crew"].sum(), posts["people_24h"].sum())
    assert facts.fence_m > 0


def test_every_post_says_why_and_where(plan):
    facts = post_facts(plan)
    assert [post.id for post in facts] == [
        *plan.frames["checkpoint"]["checkpoint_id"],
        *plan.frames["closure"]["closure_id"],
    ]
    assert all(post.why and post.places for post in facts)
    assert {post.staffed for post in facts if post.id.startswith("K")} == {True}
    assert {post.crew for post in facts if post.id.startswith("F")} == {None}


def test_a_plan_without_a_proof_says_nothing_of_one(plan):
    facts = preview_facts(replace(plan, proof={}))
    assert (facts.proved, facts.gap) == (None, None)
