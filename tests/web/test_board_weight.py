"""A planning of 400 placements stays usable: all on one page, within the weight of a page."""

import gzip
import re
from collections.abc import Callable

from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from lobbib.domain.policy import Role
from lobbib.domain.tracks import Track
from lobbib.models import User
from lobbib.services import school_shape
from tests.bench.coverage import YEAR, fill
from tests.factories import Factory

AT_MOST = 60_000


def test_a_board_of_four_hundred_cards_stays_light(
    make: Factory, client_of: Callable[[User], FlaskClient], session: Session
) -> None:
    decaan = make.user(make.school(tracks=(Track.HAVO, Track.VWO)), Role.DECAAN)
    school_shape.set_up(session, decaan.as_actor(), YEAR)
    fill(session, decaan, assignments=120, placements=400)
    client, packed = client_of(decaan), {"Accept-Encoding": "gzip"}
    answer = client.get(f"/jaarplanning?schooljaar={YEAR}", headers=packed)
    page = gzip.decompress(answer.data).decode()
    assert page.count('<li class="card') == 400
    assets = set(re.findall(r'(?:href|src)="(/static/[^"#]+)', page))
    weight = len(answer.data)
    for address in assets:
        with client.get(address, headers=packed) as asset:
            weight += len(asset.data)
    assert len(assets) > 5
    assert weight <= AT_MOST
