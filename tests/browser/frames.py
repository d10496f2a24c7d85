"""Made-up frames for the map, in the shape views hand to it: every kind of place and line, too many, hostile, none."""

import numpy as np
import pandas as pd

HOSTILE = (
    "{{7*7}}",
    "${7*7}",
    "`x`",
    "<img src=x onerror='window.top.hacked=1'>",
    "</script><script>top.hacked=1</script>",
    "\"'\\",
    "{% raw %}",
    "<b onmouseover=top.hacked=1>b</b>",
    "\u202eright",
    "a_b_c_0",
)

PLACES = [  # id, name, kind, country, lat, lon, radius_km, mentions, actors, articles, routes
    ("city:makhachkala", "Makhatchkala", "city", "RU", 42.98, 47.5, 10, 1, 0, 1, 1),
    ("zone:alabuga", "zone économique d’Alabouga", "zone", "RU", 55.82, 52.06, 5, 4, 0, 3, 2),
    ("city:kyiv", "Kiev", "city", "UA", 50.45, 30.52, 20, 9, 6, 4, 1),
    ("city:irpin", "Irpine", "city", "UA", 50.52, 30.25, 5, 1, 0, 1, 0),
    ("city:tehran", "Téhéran", "city", "IR", 35.69, 51.42, 20, 3, 15, 3, 1),
    ("city:dushanbe", "Douchanbé", "city", "TJ", 38.56, 68.77, 10, 2, 0, 1, 1),
    ("city:odesa", "Odessa", "city", "UA", 46.48, 30.73, 10, 2, 0, 2, 1),
    ("port:anzali", "Bandar Anzali", "port", "IR", 37.47, 49.46, 3, 1, 0, 1, 0),
    ("country:IR", "Iran", "country", "IR", 32.5, 54.3, 724, 26, 20, 5, 4),
    ("country:RU", "Russie", "country", "RU", 61.5, 96, 2300, 31, 40, 5, 3),
    ("country:UA", "Ukraine", "country", "UA", 49, 31.4, 438, 22, 9, 5, 2),
    ("country:US", "États-Unis", "country", "US", 39.8, -98.6, 1700, 3, 22, 3, 0),
    ("sea:caspian", "mer Caspienne", "sea", "", 41.8, 50.7, 350, 2, 0, 2, 1),
    ("region:middle-east", "Moyen-Orient", "region", "", 29.5, 43.5, 1500, 1, 0, 1, 0),
]
COLUMNS = ["place_id", "name", "kind", "country", "lat", "lon", "radius_km", "mentions", "actors", "articles", "routes"]


def end(side: str, place: tuple | None) -> dict:
    if place is None:
        return {f"{side}_{name}": None for name in ("id", "name", "kind", "lat", "lon")}
    return {
        f"{side}_id": place[0],
        f"{side}_name": place[1],
        f"{side}_kind": place[2],
        f"{side}_lat": place[4],
        f"{side}_lon": place[5],
    }


def route(
    number: int,
    start: str | None,
    stop: str | None,
    flow: str,
    stance: str,
    modality: str,
    claims: int,
    label: str,
    via: list | None = None,
    mode: str | None = None,
) -> dict:
    by_id = {p[0]: p for p in PLACES}
    return {
        "route_id": f"r{number}",
        **end("from", by_id.get(start)),
        **end("to", by_id.get(stop)),
        "via": via or [],
        "flow": flow,
        "stance": stance,
        "modality": modality,
        "mode": mode,
        "claims": claims,
        "sources": max(1, claims - 1),
        "label": label,
    }


def corpus() -> tuple:
    routes = [
        route(
            1,
            "country:IR",
            "city:makhachkala",
            "supply",
            "alleged",
            "done",
            2,
            "drones",
            [(41.8, 50.7, "mer Caspienne")],
            "sea",
        ),
        route(2, "country:IR", "country:RU", "supply", "alleged", "done", 7, "drones"),
        route(3, "country:IR", "country:RU", "supply", "denied", "done", 3, "drones"),
        route(4, "country:IR", "country:RU", "supply", "admitted", "done", 1, "quelques drones"),
        route(5, "country:RU", "country:IR", "technology", "alleged", "planned", 2, "avions de combat"),
        route(6, "city:tehran", "city:dushanbe", "technology", "narrator", "done", 1, "usine"),
        route(7, "country:RU", "city:kyiv", "strike", "narrator", "done", 4, "frappes"),
        route(8, None, "zone:alabuga", "supply", "alleged", "ongoing", 1, "matériaux"),
        route(9, "country:UA", "country:UA", "displacement", "confirmed", "done", 1, "déplacés"),
        route(10, "city:odesa", "country:AZ", "aid", "confirmed", "planned", 1, "céréales"),
        route(11, "country:RU", "country:IR", "technology", "alleged", "planned", 1, "radars"),
    ]
    relatives = [
        {
            "lat": 55.75,
            "lon": 51.97,
            "anchor_lat": 55.75,
            "anchor_lon": 37.62,
            "distance_km": 900.0,
            "radius_km": 90.0,
            "label": "à 900 km à l’est de Moscou",
        },
        {
            "lat": None,
            "lon": None,
            "anchor_lat": 36.8,
            "anchor_lon": 10.2,
            "distance_km": 200.0,
            "radius_km": 20.0,
            "label": "à 200 km de Tunis",
        },
    ]
    return pd.DataFrame(PLACES, columns=COLUMNS), pd.DataFrame(routes), pd.DataFrame(relatives)


def many(count: int) -> tuple:
    rng = np.random.default_rng(7)
    places = pd.DataFrame(
        {
            "place_id": [f"many:{i}" for i in range(count)],
            "name": [f"Lieu {i}" for i in range(count)],
            "kind": "city",
            "country": "FR",
            "lat": rng.uniform(-40, 65, count),
            "lon": rng.uniform(-120, 140, count),
            "radius_km": 5.0,
            "mentions": rng.zipf(1.9, count).clip(0, 80),
            "actors": 0,
            "articles": 1,
            "routes": 0,
        }
    )
    _, routes, relatives = corpus()
    return places, routes.head(0), relatives.head(0)


def hostile() -> tuple:
    _, routes, relatives = corpus()
    bad = pd.DataFrame(
        [
            (text, text, ("city", "sea", "country")[i % 3], text[:2], 5 + 5 * (i % 4), -20 + 9 * i, 50, 12, 1, 1, 1)
            for i, text in enumerate(HOSTILE)
        ],
        columns=COLUMNS,
    )
    rows = [
        routes.iloc[0].to_dict()
        | {
            "route_id": text,
            "label": text,
            "from_name": text,
            "to_name": text,
            "flow": text,
            "mode": text,
            "from_id": text,
            "from_lat": 0.0,
            "from_lon": -20 + 9 * i,
            "to_lat": 25.0,
            "to_lon": -15 + 9 * i,
            "via": [(10.0, -18 + 9 * i, text)],
        }
        for i, text in enumerate(HOSTILE)
    ]
    return bad, pd.DataFrame(rows), relatives.head(1).assign(label=HOSTILE[3])


def empty() -> tuple:
    return tuple(frame.head(0) for frame in corpus())
