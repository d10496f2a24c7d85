import pytest

from geo.geoparsing.gazetteer import fold
from geo.presentation import views
from geo.store import Store
from tests import samples


@pytest.fixture(scope="session")
def corpus(tmp_path_factory) -> views.Corpus:
    store = samples.fill(Store.open(f"sqlite:///{tmp_path_factory.mktemp('newsroom') / 'dateline.db'}"))
    return views.join(store, fold, samples.PLACES.get)
