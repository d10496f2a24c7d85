// The map as a whole: what the page starts, what an overlay brings, pointer, keyboard, controls, and the address bar.
// Text from the data is only ever written with textContent or drawn on a canvas: it is never markup and never code.
"use strict";
(() => {
  const dateline = window.dateline, { mercator, Sheet, World, Names, Marks, Ink, Player, playback } = dateline;
  const SVG = "http://www.w3.org/2000/svg";
  const FIT = { paddingTopLeft: [46, 40], paddingBottomRight: [92, 46], maxZoom: 7, animate: false };
  const FINE_ZOOM = 3; // below it the 1:110 million land is as fine as the screen, and ten times quicker to paint
  const ADDRESS_DELAY_MS = 250, TABLE_RETRY_MS = 400;
  // Asked for only while the viewer has switched them on; they go nearer than the offline ground.
  const TILES = { url: "https://tile.openstreetmap.org/{z}/{x}/{y}.png", maxZoom: 18, credit: "© OpenStreetMap contributors",
    creditUrl: "https://www.openstreetmap.org/copyright" };
  const state = { ready: false, places: 0, routes: 0, relatives: 0, clusters: 0, draws: 0, view: null, selected: null,
    hovered: null, focused: null, ground: "loading", moment: null, playing: false, tiles: false };

  let map, config, colours, plural, numbers, ground, marksSheet, spotSheet, names = null, marks = null, whole = null, ink = null, hit = null;
  const worlds = []; // coarse, fine
  let wished = null, settling = false; // the view that a link asked for, until anything but the frame's own size moves the map
  let moved = false, given = null, laid = null, clicks = 0, activeOverlay = null, tip, legend, notice, keys, options = [], cursor = -1, player, tiles = null, credit, offlineZoom;

  const PAPER = 672; // CSS pixels between the margins of an A4 page

  const make = (tag, className, parent, words) => {
    const element = document.createElement(tag);
    if (className) element.className = className;
    if (words !== undefined) element.textContent = words;
    if (parent) parent.appendChild(element);
    return element;
  };
  const say = (key, values = {}) => Object.entries(values).reduce((s, [k, v]) => s.replaceAll(`{${k}}`, v), config.words[key] ?? key);
  const counted = (key, n) => say(`${key}_${plural.select(n)}`, { n: numbers.format(n) });

  // ---- start: once for each mounted map -----------------------------------------------------------------------------

  dateline.start = (leafletMap, settings) => {
    map = leafletMap;
    config = settings;
    colours = dateline.palettes[config.dark ? "dark" : "light"];
    plural = new Intl.PluralRules(config.language);
    numbers = new Intl.NumberFormat(config.language);
    const box = map.getContainer();
    box.classList.add("dl-map", config.dark ? "dl-dark" : "dl-light");
    box.style.visibility = "hidden"; // until its style sheets are there; the page says meanwhile what it waits for
    whenStyled(() => {
      box.style.removeProperty("visibility");
      if (config.inline || !window.frameElement) return;
      window.frameElement.dataset.dateline = "there";
      window.frameElement.setAttribute("aria-label", say("map")); // its title is the component's name
    });
    box.lang = config.language;
    box.setAttribute("role", "region");
    box.setAttribute("aria-label", say("map"));
    for (const name of ["water", "ink", "panel", "line", "quiet", "select", "paper"]) box.style.setProperty(`--dl-${name}`, colours[name]);
    const sheet = (pane, z, paint) => {
      map.createPane(pane).style.zIndex = z;
      return new Sheet(paint, { pane }).addTo(map);
    };
    map.createPane("dl-tiles").style.zIndex = 190;
    ground = sheet("dl-ground", 200, (frame) => !tiles && world()?.paint(frame, colours));
    marksSheet = sheet("dl-marks", 400, paintMarks);
    spotSheet = sheet("dl-spot", 450, (frame) => marks && ink.paintSpot(frame, hit, world()));
    tip = make("div", "dl-tip", box);
    tip.setAttribute("aria-hidden", "true");
    notice = make("div", "dl-notice", box, say("loading"));
    notice.setAttribute("role", "status");
    addControls(box);
    addPlayer(box);
    addKeys(box);
    listen(box);
    loadGround();
  };

  // The component doesn't wait for style sheets; what is measured before they are there is measured wrong.
  function whenStyled(act, frames = 300) {
    const styled = getComputedStyle(map.getContainer()).getPropertyValue("--dl-styled") && getComputedStyle(map.getPane("mapPane")).position === "absolute";
    if (styled || !frames) act();
    else requestAnimationFrame(() => whenStyled(act, frames - 1));
  }

  // The coarse world paints within a moment and stays for the far views, the fine one is for the near ones. Without either
  // the data still shows.
  async function loadGround() {
    const { inline, base, files } = config;
    const read = async (name) => {
      const answer = await fetch(`${base}/${files[name]}`);
      if (!answer.ok) throw new Error(`${files[name]}: ${answer.status}`);
      return answer.json();
    };
    const lay = (detail, land) => {
      worlds.push(new World(land));
      state.ground = detail;
      repaint();
    };
    try {
      if (inline) {
        names = new Names(inline.labels);
        lay("110m", inline.world);
        return;
      }
      const [coarse, labels] = await Promise.all([read("world-110m"), read("labels")]);
      names = new Names(labels);
      lay("110m", coarse);
      lay("50m", await read("world-50m"));
    } catch (error) {
      if (worlds.length) return; // the coarse world is good enough
      state.ground = "missing";
      console.warn(`Dateline: no ground under the map (${error.message})`);
      repaint();
    }
  }

  const world = () => (worlds.length > 1 && map.getZoom() >= FINE_ZOOM ? worlds[1] : worlds[0]) || null;

  function repaint() {
    ground.repaint();
    marksSheet.repaint();
  }

  function paintMarks(frame) {
    if (!marks) return;
    marks.layout(frame, world(), tiles ? null : names, panels());
    if (state.ground !== "loading") ink.paint(frame, world(), Boolean(tiles)); // data and ground come together
    spotSheet.repaint();
    showNotice();
    const dots = marks.dots.filter((d) => d.mark.mentions);
    Object.assign(state, { places: marks.given, routes: marks.claimed, lines: marks.routes.length, relatives: marks.relatives.length,
      clusters: dots.filter((d) => d.members.length > 1).length, drawn: marks.dots.length, labels: marks.tags.length,
      names: marks.ground.length, selected: marks.selected, draws: state.draws + 1, ready: state.ground !== "loading" && given !== null });
  }

  // What lies over the map: no name goes under it.
  function panels() {
    const box = map.getContainer().getBoundingClientRect();
    return [...map.getContainer().querySelectorAll(".dl-panel, .dl-credit, .leaflet-control-scale")].map((panel) => {
      const at = panel.getBoundingClientRect(), [x0, y0] = toSheet({ x: at.left - box.left, y: at.top - box.top });
      return [x0, y0, x0 + at.width, y0 + at.height];
    });
  }

  function showNotice() {
    const words = state.ground === "loading" ? say("loading") : state.ground === "missing" ? say("no_ground")
      : marks.places.length + marks.routes.length + marks.relatives.length === 0 ? say("empty") : "";
    notice.textContent = words;
    notice.hidden = !words;
  }

  // ---- overlay: what streamlit-folium adds at every run, as a Leaflet layer -------------------------------------------

  // The page hears the key of what was clicked, percent-encoded, under the name of the component's own tooltip, and nothing
  // else. The number makes two clicks on the same mark two events. In Streamlit it is told without the quarter of a second
  // that the component waits after a click of Leaflet's; a page that stands alone listens to that click.
  const Overlay = L.Layer.extend({
    initialize(data) { this.data = data; },
    onAdd() {
      activeOverlay = this;
      const { table } = this.data.places;
      if (!table || table === held.address) return show(this.data);
      if (table !== coming.address) coming = { address: table, columns: fetchTable(table) };
      coming.columns.then((columns) => {
        if (activeOverlay !== this) return; // what came after it waits for its own
        held = { address: table, columns };
        show(this.data);
      }, missed);
    },
    onRemove() {},
    getTooltip() { return { getContent: () => this._tooltip._content }; },
    report(key) {
      clicks += 1;
      const [kind, ...rest] = (key ?? "none:").split(":");
      this._tooltip = { _content: `${kind}:${encodeURIComponent(rest.join(":"))}#${clicks}` };
      if (window.Streamlit) window.Streamlit.setComponentValue({ last_object_clicked_tooltip: this._tooltip._content });
      else this.fire("click", { latlng: map.getCenter() });
    },
  });
  dateline.overlay = (data) => new Overlay(data);

  // What no filter changes of the places (names, positions) comes once, as a file; an overlay then brings rows and counts.
  let held = { address: null, columns: null }, coming = { address: null, columns: null };

  // The server forgets a file for a moment when one run of the page breaks off another, so one refusal is not the last word.
  async function fetchTable(address, tries = 6) {
    const answer = await fetch(`../..${address}`).catch(() => null);
    if (answer?.ok) return answer.json();
    if (tries <= 1) throw new Error(`${address}: ${answer?.status ?? "no answer"}`);
    await new Promise((done) => setTimeout(done, TABLE_RETRY_MS));
    return fetchTable(address, tries - 1);
  }

  function missed(error) {
    coming = { address: null, columns: null }; // the next overlay tries again
    console.warn(`Dateline: no places (${error.message})`);
    notice.textContent = say("no_places");
    notice.hidden = false;
  }

  // As if the overlay had brought the columns itself.
  function withPlaces(data) {
    if (!data.places.table) return data;
    const { rows, counts } = data.places, at = unpack(rows);
    const fixed = Object.entries(held.columns).map(([name, values]) => [name, Array.from(at, (row) => values[row])]);
    return { ...data, places: Object.fromEntries([...fixed, ...Object.entries(counts).map(([name, packed]) => [name, [...unpack(packed)]])]) };
  }

  // Whole numbers of 1, 2 or 4 bytes each, little-endian as every browser's machine.
  function unpack([bytes, base64]) {
    const letters = atob(base64), raw = new Uint8Array(letters.length);
    for (let i = 0; i < raw.length; i++) raw[i] = letters.charCodeAt(i);
    return new { 1: Uint8Array, 2: Uint16Array, 4: Uint32Array }[bytes](raw.buffer);
  }

  function show(data) {
    const before = marks ? marks.selected : undefined;
    const { selected, view, ...content } = data, what = content.days ? null : JSON.stringify(content);
    if (what && what === laid) marks.selected = selected; // a choice, which changes nothing else on the map
    else {
      data = withPlaces(data);
      lay(data);
      whole = marks; // of which playback shows a part at a time
      drawLegend();
    }
    laid = what;
    fillKeysLater();
    if (data.days && data.days.last >= data.days.first) player.take(data, playerAddress());
    else {
      player.hide();
      state.moment = null;
    }
    if (given === null) whenStyled(() => firstView(data.view));
    else if (data.view && String(data.view) !== given) quietly(() => map.setView([data.view[0], data.view[1]], data.view[2]));
    else {
      if (marks.selected && marks.selected !== before) reveal(marks.selected);
      marksSheet.paintNow(); // a frame sooner than repaint; what is in sight already moves nothing
    }
    if (given !== null) given = String(data.view);
  }

  function lay(data) {
    marks = new Marks(data, colours);
    ink = new Ink(marks, colours);
    hit = null;
    tip.classList.remove("dl-on");
  }

  // The address bar wins (the view a link was made with, or that the reader had before the map was rebuilt), then the
  // page's wish, then what there is to see.
  function firstView(view) {
    // folium's own page forbids zooming with the fingers.
    for (const meta of document.querySelectorAll("meta[name=viewport]")) meta.content = "width=device-width, initial-scale=1";
    legend.open = map.getContainer().clientWidth >= 900;
    map.invalidateSize({ animate: false });
    const [lat, lon, zoom] = fromAddress() || view || [];
    moved = lat !== undefined;
    if (moved) {
      quietly(() => map.setView([lat, lon], zoom, { animate: false }));
      wished = [[lat, lon], zoom];
    } else fit(false);
    given = String(view);
    repaint();
  }

  function fit(everything) {
    const extent = whole && whole.extent(everything);
    if (!extent) return quietly(() => map.setView([30, 25], 2, { animate: false }));
    const [x0, y0, x1, y1] = extent, corner = (x, y) => [mercator.lat(y), mercator.lon(x)];
    const bounds = L.latLngBounds(corner(x0, y1), corner(x1, y0));
    return quietly(() => map.fitBounds(bounds, frame(bounds)));
  }

  // Leaves room for the legend where that costs little.
  const frame = (bounds) => {
    const rest = L.point(FIT.paddingBottomRight).add([0, player.open ? player.panel.offsetHeight : 0]), fitted = { ...FIT, paddingBottomRight: rest };
    const side = L.point(legend.offsetWidth + 24, FIT.paddingTopLeft[1]);
    const loss = map.getBoundsZoom(bounds, false, rest.add(FIT.paddingTopLeft)) - map.getBoundsZoom(bounds, false, rest.add(side));
    return legend.open && loss <= 0.5 ? { ...fitted, paddingTopLeft: side } : fitted;
  };

  // Brings a mark that was chosen elsewhere (search, list, link) into sight, and leaves the view alone if it is in sight.
  function reveal(key) {
    const thing = marks.byKey.get(key);
    if (!thing) return;
    const points = thing.kind === "route" ? (thing.curve || thing.points) : [[thing.u, thing.v]];
    const bounds = L.latLngBounds(points.map(([u, v]) => [mercator.lat(v), mercator.lon(u)]));
    if (map.getBounds().pad(-0.08).contains(bounds)) return;
    quietly(() => (thing.kind === "route" ? map.fitBounds(bounds, frame(bounds)) : map.setView(bounds.getCenter(), map.getZoom(), { animate: false })));
  }

  // ---- the address bar: centre and zoom of the page's own address, without a run ---------------------------------------

  const place = () => { // the page's window; the map's own where it stands apart, without a page around it, or in a foreign one
    if (config.apart) return window;
    try {
      return window.parent.location.href ? window.parent : window;
    } catch {
      return window;
    }
  };

  function fromAddress() {
    const query = new URLSearchParams(place().location.search);
    if (!["lat", "lon", "zoom"].every((name) => query.get(name))) return null;
    const [lat, lon, zoom] = ["lat", "lon", "zoom"].map((name) => Number(query.get(name)));
    const sound = Math.abs(lat) <= 85 && Math.abs(lon) <= 180 && zoom >= map.getMinZoom() && zoom <= TILES.maxZoom;
    return sound ? [lat, lon, Math.min(zoom, map.getMaxZoom())] : null;
  }

  function writeAddress() {
    const page = place(), address = new URL(page.location.href), centre = map.getCenter().wrap();
    if (address.protocol === "file:") return;
    const wanted = { lat: centre.lat.toFixed(3), lon: centre.lng.toFixed(3), zoom: String(Math.round(map.getZoom() * 100) / 100) };
    for (const [name, value] of [...Object.entries(wanted).map(([name, value]) => [name, moved ? value : null]), ...Object.entries(player.address)])
      if (value !== null) address.searchParams.set(name, value); else address.searchParams.delete(name);
    if (address.href !== page.location.href) page.history.replaceState(page.history.state, "", address);
  }

  let addressTimer = null;
  const writeSoon = () => {
    clearTimeout(addressTimer);
    addressTimer = setTimeout(writeAddress, ADDRESS_DELAY_MS); // browsers allow only so many a second
  };

  // A view that the map chose itself is no choice of the reader's: it does not go into the address.
  let quiet = 0;
  function quietly(act) {
    quiet += 1;
    try {
      act();
    } finally {
      quiet -= 1;
    }
  }

  // ---- pointer ---------------------------------------------------------------------------------------------------------

  function listen(box) {
    const onPanel = (event) => Boolean(event.target.closest?.(".dl-panel, .dl-keys"));
    map.on("mousemove", ({ containerPoint, originalEvent }) => point(onPanel(originalEvent) ? null : containerPoint));
    map.on("mouseout", () => point(null));
    map.on("click", ({ containerPoint, originalEvent }) => {
      if (!onPanel(originalEvent)) press(find(containerPoint, originalEvent.pointerType === "touch" ? 10 : 4));
    });
    map.on("dragstart boxzoomstart", () => { moved = true; });
    map.on("zoomstart movestart", () => { if (!quiet && given !== null) moved = true; });
    map.on("zoomstart", () => tip.classList.remove("dl-on"));
    map.on("moveend", () => {
      if (!settling && wished && (map.getZoom() !== wished[1] || map.latLngToContainerPoint(wished[0]).distanceTo(map.getSize().divideBy(2)) > 1)) wished = null;
      const { lat, lng } = map.getCenter();
      state.view = [Number(lat.toFixed(4)), Number(lng.toFixed(4)), Number(map.getZoom().toFixed(2))];
      if (given !== null) writeSoon();
    });
    new ResizeObserver(() => {
      const again = !moved && given !== null, { y } = map.getSize();
      settling = true;
      quietly(() => {
        // What is beside the map takes from its right: its left stays. What is above or below leaves its middle where it was, as the
        // frame may get its height only after a link's view is shown; and before any view nothing may slip out of the world.
        map.invalidateSize({ animate: false, pan: given === null });
        const taller = given === null ? 0 : map.getSize().y - y;
        if (taller && wished) map.setView(...wished, { reset: true });
        else if (taller) map.panBy([0, -taller / 2], { animate: false });
      });
      settling = false;
      if (again) fit(false);
    }).observe(box);
    printWhole(box);
  }

  // On paper all that is in sight, smaller: a page is narrower than most windows. Drawing again would leave the sheets empty.
  function printWhole(box) {
    window.addEventListener("beforeprint", () => {
      const width = box.clientWidth;
      if (width > PAPER) Object.assign(box.style, { width: `${width}px`, transform: `scale(${PAPER / width})`, transformOrigin: "0 0" });
    });
    window.addEventListener("afterprint", () => ["width", "transform", "transform-origin"].forEach((name) => box.style.removeProperty(name)));
  }

  const toSheet = ({ x, y }) => {
    const { min } = marksSheet._bounds, point = map.containerPointToLayerPoint([x, y]);
    return [point.x - min.x, point.y - min.y];
  };
  const find = (point, slack) => (marks && point ? marks.hit(...toSheet(point), world(), slack) : null);

  function point(at) {
    const next = map.dragging.moving() ? null : find(at, 3);
    const same = (next?.mark || next?.route) === (hit?.mark || hit?.route);
    hit = next;
    state.hovered = (hit?.mark || hit?.route)?.key ?? null;
    map.getContainer().style.cursor = hit ? "pointer" : "";
    if (!same) {
      spotSheet.repaint();
      if (hit) fillTip(hit);
      tip.classList.toggle("dl-on", Boolean(hit));
    }
    if (hit) moveTip(at);
  }

  function press(found) {
    if (!found) return marks?.selected ? choose(null) : undefined;
    const members = found.members || [];
    if (members.length > 1) {
      const bounds = L.latLngBounds(members.map((m) => [m.lat, m.lon])), zoom = map.getBoundsZoom(bounds.pad(0.4));
      if (map.getZoom() < map.getMaxZoom() && zoom > map.getZoom()) return map.fitBounds(bounds.pad(0.4), { maxZoom: map.getZoom() + 4 });
      // Places on one spot: each click takes the next.
      const now = members.findIndex((m) => m.key === marks.selected);
      return choose(members[(now + 1) % members.length].key);
    }
    if (found.mark) return found.mark.key && choose(found.mark.key);
    const claims = found.route.members, now = claims.findIndex((claim) => claim.key === marks.selected);
    return choose(claims[(now + 1) % claims.length].key);
  }

  // A choice shows at once and the page confirms it a run later; whether to clear one is the page's to say.
  function choose(key) {
    player.pause();
    if (key) {
      marks.selected = key;
      marksSheet.repaint();
    }
    activeOverlay.report(key);
  }

  function fillTip({ mark, route, members = [] }) {
    tip.replaceChildren();
    if (members.length > 1) {
      make("strong", "", tip, counted("places", members.length));
      make("span", "", tip, members.slice(0, 4).map((m) => m.name).join(", ") + (members.length > 4 ? "…" : ""));
      make("em", "", tip, say("click_to_open"));
      return;
    }
    const [title, ...lines] = route ? describeRoute(route) : describePlace(mark);
    make("strong", "", tip, title);
    for (const line of lines) if (line) make("span", "", tip, line);
  }

  function describePlace(mark) {
    const parts = [mark.mentions ? counted("mentions", mark.mentions) : say("no_mention")];
    if (mark.articles) parts.push(counted("articles", mark.articles));
    if (mark.routes) parts.push(counted("routes", mark.routes));
    return [mark.name, parts.join(" · "), mark.actors ? counted("actors", mark.actors) : "", mark.shape ? say("area") : ""];
  }

  // One claim, or the line that several of a kind share.
  function describeRoute(route) {
    const stops = [route.ends[0]?.name ?? "?", ...route.stops.map((s) => s.name), route.ends[1]?.name ?? "?"];
    const claims = route.members || [route], several = claims.length > 1;
    const each = (words) => [...new Set(claims.map(words))].filter(Boolean);
    const what = each((c) => c.label || say(`flow_${c.flow}`));
    const how = each((c) => say(`stance_${c.stance}`)).concat(each((c) => say(`modality_${c.modality}`)), each((c) => c.mode && say(`mode_${c.mode}`)));
    return [stops.join(" → "), [what.slice(0, 3).join(", ") + (what.length > 3 ? "…" : ""), ...how].join(" · "),
      [several ? counted("routes", claims.length) : "", counted("claims", route.claims), several ? "" : counted("sources", route.sources)].filter(Boolean).join(" · "),
      say(several ? "click_for_next" : "schematic")];
  }

  function moveTip({ x, y }) {
    const size = map.getSize(), wide = tip.offsetWidth, high = tip.offsetHeight;
    tip.style.left = `${Math.max(6, Math.min(size.x - wide - 6, x + 16))}px`;
    tip.style.top = `${y + 18 + high > size.y ? Math.max(6, y - high - 12) : y + 18}px`;
  }

  // ---- keyboard: one tab stop, arrows go from mark to mark ---------------------------------------------------------------

  function addKeys(box) {
    keys = make("div", "dl-keys", box);
    keys.tabIndex = 0;
    keys.setAttribute("role", "listbox");
    keys.setAttribute("aria-label", say("keys"));
    keys.addEventListener("focus", () => {
      if (keysTimer !== null) fillKeys();
      step(0);
    });
    keys.addEventListener("blur", () => focus(-1));
    keys.addEventListener("keydown", (event) => {
      const moves = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1, Home: -options.length, End: options.length };
      if (event.key in moves) step(moves[event.key]);
      else if (event.key === "Enter" || event.key === " ") { if (options[cursor]) choose(options[cursor].key); }
      else if (event.key === "Escape") { if (marks?.selected) choose(null); }
      else return;
      event.preventDefault();
      event.stopPropagation();
    });
    box.addEventListener("keydown", (event) => { if (event.key === "Escape" && marks?.selected) choose(null); });
    L.DomEvent.disableClickPropagation(keys);
  }

  // Two hundred options are not to keep the picture waiting, but whoever comes by keyboard finds them.
  let keysTimer = null;
  function fillKeysLater() {
    if (document.activeElement === keys) return fillKeys();
    keysTimer ??= requestAnimationFrame(() => setTimeout(() => keysTimer !== null && fillKeys()));
  }

  function fillKeys() {
    keysTimer = null;
    options = [...marks.places.filter((m) => m.key), ...marks.routes.flatMap((r) => r.members)].sort((a, b) => (b.weight ?? b.claims) - (a.weight ?? a.claims)).slice(0, 200);
    keys.replaceChildren(make("span", "dl-hint", null, say("keys_hint")));
    options.forEach((thing, i) => {
      const option = make("div", "dl-option", keys, (thing.kind === "route" ? describeRoute(thing) : describePlace(thing)).slice(0, 2).join(", "));
      option.id = `dl-option-${i}`;
      option.setAttribute("role", "option");
      option.setAttribute("aria-selected", String(thing.key === marks.selected));
    });
    if (document.activeElement === keys) cursor = Math.min(cursor, options.length - 1);
  }

  const step = (by) => focus(Math.max(0, Math.min(options.length - 1, (cursor < 0 ? 0 : cursor) + by)));

  function focus(next) {
    cursor = options.length ? next : -1;
    const thing = options[cursor];
    state.focused = thing?.key ?? null;
    if (!thing) {
      keys.removeAttribute("aria-activedescendant");
      point(null);
      return;
    }
    keys.setAttribute("aria-activedescendant", `dl-option-${cursor}`);
    const seen = () => {
      const spot = marks.spot(thing.key), at = spot && fromSheet(spot), size = map.getSize();
      return at && at.x > 0 && at.y > 0 && at.x < size.x && at.y < size.y ? at : null;
    };
    if (!seen()) {
      reveal(thing.key);
      marksSheet._update();
    }
    const at = seen();
    hit = thing.kind === "route" ? { route: marks.byKey.get(thing.key) } : { mark: thing, members: [thing] };
    fillTip(hit);
    tip.classList.toggle("dl-on", Boolean(at));
    if (at) moveTip(at);
    spotSheet.repaint();
  }

  const fromSheet = ([x, y]) => map.layerPointToContainerPoint(marksSheet._bounds.min.add([x, y]));

  // ---- playback: a panel that counts, a map that draws -------------------------------------------------------------------

  function playerAddress() {
    const query = new URLSearchParams(place().location.search);
    return { step: query.get("play"), moment: playback.parse(query.get("moment")), whole: query.get("span") !== "window" };
  }

  function addPlayer(box) {
    player = new Player(box, { make, icon, say, counted, language: config.language,
      onMoment: (data) => {
        lay(data);
        Object.assign(state, { moment: player.address.moment, playing: player.playing });
        marksSheet.repaint();
        writeSoon();
      },
      onClose: () => {
        writeAddress();
        activeOverlay.report("play:off");
      },
      onPeriod: (from, to) => activeOverlay.report(`period:${from}/${to}`),
      onResize: () => {
        box.style.setProperty("--dl-player", player.open ? `${player.panel.offsetHeight + 8}px` : "0px");
        box.classList.toggle("dl-playing", player.open);
        marksSheet.repaint();
      },
      onPlay: () => { state.playing = player.playing; },
    });
    L.DomEvent.disableClickPropagation(player.panel);
    L.DomEvent.disableScrollPropagation(player.panel);
  }

  // ---- online tiles: the viewer's choice, for this page only ---------------------------------------------------------------

  function switchTiles(button) {
    tiles = tiles ? (tiles.remove(), null)
      : L.tileLayer(TILES.url, { maxZoom: TILES.maxZoom, pane: "dl-tiles", referrerPolicy: "strict-origin-when-cross-origin" }).addTo(map);
    let loaded = false;
    tiles?.on("tileload", () => { loaded = true; }).on("tileerror", () => {
      if (loaded || !tiles) return;
      switchTiles(button);
      notice.textContent = say("no_tiles");
      notice.hidden = false;
      setTimeout(showNotice, 6000);
    });
    button.setAttribute("aria-pressed", String(Boolean(tiles)));
    state.tiles = Boolean(tiles);
    map.getContainer().classList.toggle("dl-online", state.tiles);
    map.setMaxZoom(tiles ? TILES.maxZoom : offlineZoom);
    showCredit();
    repaint();
  }

  function showCredit() {
    credit.replaceChildren();
    if (tiles) {
      const link = make("a", "", credit, TILES.credit);
      Object.assign(link, { href: TILES.creditUrl, target: "_blank", rel: "noopener" });
    } else credit.textContent = say("credit");
  }

  // ---- controls ------------------------------------------------------------------------------------------------------------

  function icon(button, ...paths) {
    const svg = document.createElementNS(SVG, "svg");
    svg.setAttribute("viewBox", "0 0 20 20");
    svg.setAttribute("aria-hidden", "true");
    for (const d of paths) svg.appendChild(document.createElementNS(SVG, "path")).setAttribute("d", d);
    button.appendChild(svg);
  }

  function addControls(box) {
    const bar = make("div", "dl-panel dl-bar", box);
    const add = (key, act, ...paths) => {
      const button = make("button", "", bar);
      button.type = "button";
      button.title = say(key);
      button.setAttribute("aria-label", say(key));
      button.dataset.act = key;
      icon(button, ...paths);
      button.addEventListener("click", act);
      return button;
    };
    add("zoom_in", () => map.zoomIn(), "M10 4v12M4 10h12");
    add("zoom_out", () => map.zoomOut(), "M4 10h12");
    add("fit", () => {
      moved = false;
      fit(true);
      writeSoon();
    }, "M3 7V3h4M13 3h4v4M17 13v4h-4M7 17H3v-4");
    if (document.fullscreenEnabled) {
      add("full_screen", () => (document.fullscreenElement ? document.exitFullscreen() : document.documentElement.requestFullscreen()),
        "M8 12l-5 5M3 12.500V17h4.500M12 8l5-5M12.500 3H17v4.500");
    }
    add("picture", () => dateline.savePicture(dateline.picture(box, {
      paper: colours.water, ink: colours.ink, credit: say("credit"), note: say("picture_note"), scale: scaleBar(box),
    }), "dateline.png"), "M3 6h3l1.500-2h5L14 6h3v10H3zM10 8.500a2.500 2.500 0 1 0 .010 0z");
    if (!config.inline) {
      const button = add("tiles", () => switchTiles(button), "M10 3l7 4-7 4-7-4zM3 11l7 4 7-4");
      button.setAttribute("aria-pressed", "false");
      offlineZoom = map.getMaxZoom();
    }
    legend = make("details", "dl-panel dl-legend", box);
    make("summary", "", legend, say("legend"));
    make("div", "dl-rows", legend);
    legend.addEventListener("toggle", () => marksSheet.repaint()); // names make way for it, and come back
    L.control.scale({ imperial: false, position: "bottomright", maxWidth: 90 }).addTo(map);
    credit = make("div", "dl-credit", box);
    showCredit();
    for (const panel of [bar, legend]) {
      L.DomEvent.disableClickPropagation(panel);
      L.DomEvent.disableScrollPropagation(panel);
    }
  }

  function scaleBar(box) {
    const line = box.querySelector(".leaflet-control-scale-line");
    return line && { width: line.getBoundingClientRect().width, words: line.textContent };
  }

  // Only what is on this map, drawn as it is drawn on the map.
  let explained = null;
  function drawLegend() {
    const sorts = [marks.places.map((m) => 4 * m.shape + 2 * Boolean(m.mentions) + Boolean(m.isEnd)), marks.routes.map((r) => `${r.line} ${r.flow}`)];
    const what = JSON.stringify([...sorts.map((all) => [...new Set(all)].sort()), marks.relatives.length > 0]);
    if (what === explained) return; // the page is not laid out anew for nothing
    explained = what;
    const rows = legend.querySelector(".dl-rows");
    rows.replaceChildren();
    const svgRow = (words, draw) => {
      const row = make("div", "dl-row", rows), svg = row.appendChild(document.createElementNS(SVG, "svg"));
      svg.setAttribute("viewBox", "0 0 46 16");
      svg.setAttribute("aria-hidden", "true");
      draw((tag, attributes) => {
        const shape = svg.appendChild(document.createElementNS(SVG, tag));
        for (const [name, value] of Object.entries(attributes)) shape.setAttribute(name, value);
      });
      make("span", "", row, words);
    };
    const head = (words) => make("h4", "", rows, words);
    const { places, routes, relatives } = marks, has = (shape) => places.some((m) => m.shape === shape && m.mentions);
    if (has(0)) svgRow(say("legend_dot"), (add) => [[6, 3.4], [17, 6], [34, 8]].forEach(([cx, r]) => add("circle", { cx, cy: 8, r, fill: colours.node })));
    if (has(1)) svgRow(say("legend_country"), (add) => add("rect", { x: 4, y: 2, width: 38, height: 12, rx: 2, fill: `rgba(${colours.area},.24)`, stroke: colours.border }));
    if (has(2)) svgRow(say("legend_area"), (add) => {
      add("ellipse", { cx: 23, cy: 8, rx: 20, ry: 7, fill: `rgba(${colours.area},.1)` });
      add("ellipse", { cx: 23, cy: 8, rx: 11, ry: 4, fill: `rgba(${colours.area},.16)` });
    });
    if (places.some((m) => m.isEnd && !m.mentions)) svgRow(say("legend_end"), (add) => add("circle", { cx: 23, cy: 8, r: 4, fill: colours.nodeEdge, stroke: colours.node, "stroke-width": 1.8 }));
    if (relatives.length) svgRow(say("legend_distance"), (add) => {
      add("path", { d: "M4 8h32", stroke: colours.ink, "stroke-dasharray": "2 4", fill: "none" });
      add("path", { d: "M34 1q5 7 0 14", stroke: colours.ink, "stroke-width": 1.8, fill: "none" });
    });
    if (!routes.length) return;
    head(say("legend_routes"));
    const dashes = { solid: "", dashed: "7 5", dotted: "0.1 5.5", denied: "7 5" };
    for (const line of ["solid", "dashed", "dotted", "denied"]) {
      if (!routes.some((r) => r.line === line)) continue;
      svgRow(say(`line_${line}`), (add) => {
        add("path", { d: "M2 8h34", stroke: colours.ink, "stroke-width": 2.2, "stroke-dasharray": dashes[line], "stroke-linecap": line === "dotted" ? "round" : "butt", fill: "none" });
        add("path", { d: "M44 8l-8-4v8z", fill: colours.ink });
        if (line === "denied") add("path", { d: "M15 3l9 10M24 3l-9 10", stroke: colours.ink, "stroke-width": 2.2, fill: "none" });
      });
    }
    head(say("legend_flows"));
    const flows = make("div", "dl-flows", rows);
    for (const flow of Object.keys(colours.flows)) {
      if (!routes.some((r) => r.flow === flow)) continue;
      const item = make("span", "", flows), swatch = make("i", "", item);
      swatch.style.background = colours.flows[flow];
      item.appendChild(document.createTextNode(say(`flow_${flow}`)));
    }
    make("p", "", rows, say("legend_schematic"));
  }

  // ---- for tests and for whoever looks: plain values -------------------------------------------------------------------------

  dateline.state = state;
  dateline.at = (key) => { // where in the map, in pixels, that mark can be clicked
    const spot = marks && marks.spot(key), at = spot && fromSheet(spot);
    return at ? [at.x, at.y] : null;
  };
  dateline.keys = () => (marks ? [...marks.byKey.keys()] : []);
  dateline.shown = () => (marks ? [...marks.tags.map((t) => t.words), ...marks.captions.map((t) => t.words)] : []);
})();
