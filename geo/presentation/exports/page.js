// The exported page: which rows are in the dates chosen, what they make on the map, and the sentences behind it.
// The rows are data. What an article says reaches the page through textContent alone.
"use strict";
(async () => {
  const SVG = "http://www.w3.org/2000/svg", DAY_MS = 86_400_000, CARDS = 20, TICK_PX = 90, ROLES = ["place", "actor", "demonym"];
  const MODALITIES = ["done", "ongoing", "planned", "capability", "hypothetical"]; // likeliest first, as in views/evidence.py
  const STANCES = ["confirmed", "admitted", "narrator", "alleged", "denied"];
  const by = (id) => document.getElementById(id);
  if (!window.DecompressionStream) {
    by("too-old").hidden = false;
    return;
  }
  const packed = Uint8Array.from(atob(by("data").textContent), (sign) => sign.charCodeAt(0));
  const data = await new Response(new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"))).json();
  const { articles, claims, drawn, mentions, places, sentences, spans } = data, language = data.map.language;

  // ---- words --------------------------------------------------------------------------------------------------------

  const plural = new Intl.PluralRules(language);
  const day = new Intl.DateTimeFormat(language, { day: "numeric", month: "short", year: "numeric", timeZone: "UTC" });
  const month = new Intl.DateTimeFormat(language, { month: "short", year: "numeric", timeZone: "UTC" });
  const between = (format, first, last) => format.formatRange(first * DAY_MS, last * DAY_MS);
  const t = (key, values = {}) => {
    const form = "count" in values && !(key in data.words) ? `${key}.${plural.select(values.count)}` : key;
    const words = data.words[form] ?? data.words[`${key}.other`];
    return words.replace(/\{(\w+)\}/g, (whole, name) => {
      const value = values[name] ?? whole;
      return typeof value === "number" ? value.toLocaleString(language) : value;
    });
  };
  const make = (tag, className, parent, words) => {
    const element = document.createElement(tag);
    if (className) element.className = className;
    if (words !== undefined && words !== null) element.textContent = words;
    parent?.appendChild(element);
    return element;
  };
  const count = (map, key, by = 1) => map.set(key, (map.get(key) ?? 0) + by);

  // ---- what is visible ------------------------------------------------------------------------------------------------

  const view = { kind: data.kind, from: null, to: null, undated: false, selected: null, cards: CARDS };
  const articleOf = (sentence) => sentences[sentence][0];
  const spanOf = ({ sentence, event }) => (view.kind === "event" ? event : articles[articleOf(sentence)].published);
  const rows = mentions.place.map((place, i) => ({ at: i, place, role: mentions.role[i], sentence: mentions.sentence[i], start: mentions.start[i],
    end: mentions.end[i], event: mentions.event[i], why: mentions.why[i] }));
  const published = (row) => spans[articles[articleOf(row.sentence)].published]?.[0] ?? null;
  const ends = (list) => list.flatMap((row) => spans[spanOf(row)] ?? []).filter((edge) => typeof edge === "number");
  const reach = (...lists) => {
    let first = Infinity, last = -Infinity;
    for (const list of lists) for (const edge of ends(list)) [first, last] = [Math.min(first, edge), Math.max(last, edge)];
    return first <= last ? [first, last] : null;
  };

  // As views/atlas.py has it: an interval that touches the period is in it, an open end reaches for ever.
  const inPeriod = (list) => {
    if (view.from === null) return list;
    const inside = spans.map(([low, high]) => !(high !== null && high < view.from) && !(low !== null && low > view.to));
    return list.filter((row) => (spanOf(row) < 0 ? view.undated : inside[spanOf(row)]));
  };

  // ---- the map ----------------------------------------------------------------------------------------------------------

  by("page").hidden = false;
  const dark = matchMedia("(prefers-color-scheme: dark)");
  dark.addEventListener("change", () => location.reload());
  const map = L.map("map", { ...data.map.options, center: [30, 25], zoom: 2 });
  window.dateline.start(map, { ...data.map, dark: dark.matches });
  let layer = null;

  function draw(seen, claimed) {
    const here = new Map(), acting = new Map(), told = new Map(), pairs = new Set();
    for (const row of seen) {
      if (row.role === 1) count(acting, row.place);
      if (row.role !== 0 || row.place < 0) continue;
      count(here, row.place);
      const pair = `${row.place} ${articleOf(row.sentence)}`;
      if (!pairs.has(pair)) count(told, row.place);
      pairs.add(pair);
    }
    const routes = lines(claimed), touching = new Map();
    for (const route of routes) for (const end of [route.from, route.to]) count(touching, end.id);
    const p = drawn.places, kept = p.id.map((_, i) => i).filter((i) => here.has(i) || (data.actors && acting.has(i)));
    const column = (of) => kept.map(of);
    const columns = Object.fromEntries(Object.keys(p).map((name) => [name, column((i) => p[name][i])]));
    const anchored = new Set(seen.map((row) => row.at));
    const shown = { places: { ...columns, mentions: column((i) => here.get(i) ?? 0), actors: column((i) => acting.get(i) ?? 0),
      articles: column((i) => told.get(i) ?? 0), routes: column((i) => touching.get(p.id[i]) ?? 0) },
      routes, relatives: drawn.relatives.filter((_, i) => anchored.has(data.anchors[i])), selected: view.selected, view: null };
    if (layer) map.removeLayer(layer);
    layer = window.dateline.overlay(shown);
    const mine = layer;
    layer.on("click", () => choose(keyOf(mine.getTooltip().getContent())));
    layer.addTo(map);
    return here.size;
  }

  // Two sources for two different things confirm neither: a line is as well sourced as its best sourced movement.
  function lines(claimed) {
    const counted = new Map(), voices = new Map();
    for (const claim of claimed) {
      if (claim.route < 0) continue;
      count(counted, claim.route);
      const key = `${claim.route} ${claim.movement}`;
      if (!voices.has(key)) voices.set(key, { route: claim.route, said: new Set() });
      voices.get(key).said.add(claim.statement);
    }
    const best = new Map();
    for (const { route, said } of voices.values()) best.set(route, Math.max(best.get(route) ?? 0, said.size));
    return [...counted].map(([route, number]) => ({ ...drawn.routes[route], claims: number, sources: best.get(route) }));
  }

  // The map says what was clicked as it says it to the app: "place:ID#3", the id percent-encoded.
  const keyOf = (said) => {
    const [, kind, id] = /^(place|route):(.*)#\d+$/.exec(said) ?? [];
    return kind ? `${kind}:${decodeURIComponent(id)}` : null;
  };

  // ---- the dates ----------------------------------------------------------------------------------------------------------

  let whole = null;

  function layDates() {
    whole = reach(rows, claims);
    Object.assign(view, { from: null, to: null });
    for (const part of ["bars", "reset", "ticks"]) by(part).hidden = !whole;
    document.querySelector(".ends").hidden = !whole || whole[0] === whole[1];
    by("undated").hidden = !whole || !rows.concat(claims).some((row) => spanOf(row) < 0);
    if (!whole) return;
    for (const [id, value] of [["from", whole[0]], ["to", whole[1]]]) Object.assign(by(id), { min: whole[0], max: whole[1], step: 1, value });
    drawBars();
  }

  // Bars wide enough to be seen: days, weeks, months or years. What lasts is counted where it begins.
  function drawBars() {
    const [first, last] = whole, starts = [], length = last - first, at = new Date(first * DAY_MS);
    const weekday = (at.getUTCDay() + 6) % 7, year = at.getUTCFullYear(), ordinal = (y, m) => Date.UTC(y, m, 1) / DAY_MS;
    const start = length <= 62 ? (i) => first + i : length <= 190 ? (i) => first - weekday + 7 * i
      : length <= 3660 ? (i) => ordinal(year, at.getUTCMonth() + i) : (i) => ordinal(year + i, 0);
    for (let i = 0; start(i) <= last; i++) starts.push(start(i));
    const heights = starts.map(() => 0);
    for (const row of rows) {
      const [low, high] = spans[spanOf(row)] ?? [], from = low ?? high;
      if (typeof from === "number") heights[starts.findLastIndex((edge) => edge <= from)] += 1;
    }
    const most = Math.max(1, ...heights), svg = document.createElementNS(SVG, "svg");
    svg.setAttribute("viewBox", `0 0 ${length + 1} 100`);
    svg.setAttribute("preserveAspectRatio", "none");
    svg.setAttribute("aria-hidden", "true");
    starts.forEach((edge, i) => {
      const from = Math.max(first, edge), to = i + 1 < starts.length ? starts[i + 1] - 1 : last, wide = to - from + 1;
      for (const [className, height] of [["bar", heights[i] && Math.max(4, (100 * heights[i]) / most)], ["hit", 100]]) {
        const bar = svg.appendChild(document.createElementNS(SVG, "rect"));
        for (const [name, value] of Object.entries({ class: className, x: from - first + 0.06 * wide, y: 100 - height, width: 0.88 * wide, height }))
          bar.setAttribute(name, value);
        Object.assign(bar.dataset, { from, to });
        if (className !== "hit") continue;
        bar.addEventListener("click", () => setPeriod(from, to));
        bar.appendChild(document.createElementNS(SVG, "title")).textContent =
          t("export.bar", { when: between(day, from, to), count: heights[i] });
      }
    });
    by("bars").replaceChildren(svg);
    showTicks(starts.filter((edge) => edge >= first), length > 190 ? month : day);
  }

  function showTicks(starts, format) {
    const room = Math.max(1, Math.floor(by("bars").clientWidth / TICK_PX)), every = Math.ceil(starts.length / room);
    by("ticks").replaceChildren();
    starts.filter((_, i) => i % every === 0).forEach((edge) => {
      const share = (edge - whole[0]) / (whole[1] - whole[0] + 1);
      if (share < 1 - TICK_PX / by("bars").clientWidth) make("span", "", by("ticks"), format.format(edge * DAY_MS)).style.left = `${100 * share}%`;
    });
  }

  // A period that leaves nothing out is none.
  function setPeriod(from, to) {
    Object.assign(view, from <= whole[0] && to >= whole[1] ? { from: null, to: null } : { from, to });
    soon();
  }

  function showDates() {
    by("kinds").replaceChildren();
    for (const kind of ["published", "event"]) {
      const button = make("button", "", by("kinds"), t(`filters.${kind}`));
      button.type = "button";
      button.setAttribute("aria-pressed", String(view.kind === kind));
      button.addEventListener("click", () => {
        view.kind = kind;
        layDates();
        update();
        by("kinds").querySelector("[aria-pressed=true]").focus();
      });
    }
    by("reset").hidden = view.from === null;
    by("undated").classList.toggle("off", view.from === null);
    by("period").textContent = whole ? between(day, view.from ?? whole[0], view.to ?? whole[1]) : t("map.no_dates");
    if (!whole) return;
    for (const [id, value] of [["from", view.from ?? whole[0]], ["to", view.to ?? whole[1]]]) {
      by(id).value = value;
      by(id).setAttribute("aria-valuetext", day.format(value * DAY_MS));
    }
    for (const bar of by("bars").querySelectorAll("rect.bar"))
      bar.classList.toggle("out", view.from !== null && (Number(bar.dataset.to) < view.from || Number(bar.dataset.from) > view.to));
  }

  // ---- the sentences ----------------------------------------------------------------------------------------------------

  // One movement: a thing, two ends, one status; however many articles repeat it.
  function movements(claimed) {
    const groups = new Map();
    for (const claim of claimed) {
      if (!groups.has(claim.movement)) groups.set(claim.movement, []);
      groups.get(claim.movement).push(claim);
    }
    const open = ({ from, to }) => (from[1] === null) + (to[1] === null), late = (list) => Math.max(...list.map((c) => published(c) ?? -Infinity));
    const made = [...groups.values()].map((list) => ({ first: list[0], claims: list.sort((a, b) => (published(a) ?? Infinity) - (published(b) ?? Infinity)),
      sources: new Set(list.map((c) => c.statement)).size, articles: new Set(list.map((c) => articleOf(c.sentence))).size, latest: late(list) }));
    return made.sort((a, b) => open(a.first) - open(b.first) || b.sources - a.sources ||
      MODALITIES.indexOf(a.first.modality) - MODALITIES.indexOf(b.first.modality) || STANCES.indexOf(a.first.stance) - STANCES.indexOf(b.first.stance) ||
      b.claims.length - a.claims.length || b.latest - a.latest || 0);
  }

  function showEvidence(seen, claimed) {
    const [kind, id] = view.selected ? [view.selected.slice(0, 5), view.selected.slice(6)] : [];
    const cards = kind === "place" ? cardsOfPlace(id, seen, claimed) : kind === "route" ? cardsOfLine(id, claimed) : cardsOfAll(claimed);
    by("cards").replaceChildren();
    cards.slice(0, view.cards).forEach((card) => card(by("cards")));
    if (!cards.length) make("li", "quiet", by("cards"), t("evidence.none"));
    by("close").hidden = !view.selected;
    by("more").hidden = cards.length <= view.cards;
  }

  function head(eyebrow, title, counted) {
    by("eyebrow").textContent = eyebrow;
    by("eyebrow").hidden = !eyebrow;
    by("heading").textContent = title;
    by("counted").textContent = counted;
  }

  function cardsOfAll(claimed) {
    const found = movements(claimed);
    head("", t("evidence.title"), t("evidence.movements", { count: found.length }));
    return found.map((movement) => (list) => movementCard(movement, make("li", "", list)));
  }

  function cardsOfLine(line, claimed) {
    const mine = claimed.filter((claim) => claim.line === line), all = claims.find((claim) => claim.line === line);
    const same = (claim) => [claim.from[1], claim.to[1]].sort().join() === [all.from[1], all.to[1]].sort().join();
    const found = movements(mine), others = movements(claimed.filter((claim) => claim.line !== line && same(claim)));
    head(t("evidence.route"), [all.from[0], ...all.via, all.to[0]].join(" → "), t("evidence.movements", { count: found.length }));
    const between = (list) => make("li", "eyebrow between", list, t("evidence.others"));
    return [...found.map((movement) => (list) => movementCard(movement, make("li", "", list))), ...(others.length ? [between] : []),
      ...others.map((movement) => (list) => movementCard(movement, make("li", "", list)))];
  }

  function cardsOfPlace(id, seen, claimed) {
    const at = places.findIndex(([place]) => place === id), groups = new Map();
    const newest = (a, b) => a.role - b.role || (published(b) ?? -Infinity) - (published(a) ?? -Infinity) || 0;
    for (const row of seen.filter((row) => row.place === at).sort(newest)) {
      if (!groups.has(row.sentence)) groups.set(row.sentence, []);
      groups.get(row.sentence).push(row);
    }
    head(t("evidence.place"), at < 0 ? "" : places[at][1], t("evidence.in_all", { count: groups.size }));
    return [...groups.values()].map((group) => (list) => placeCard(group, claimed, make("li", "", list)));
  }

  function placeCard(group, claimed, item) {
    const [first] = group, card = make("div", "card", item);
    addSentence(card, first.sentence, group.map(({ start, end }) => [start, end, "chosen"]));
    const notes = [...new Set(group.map((row) => ROLES[row.role]))].filter((role) => role !== "place").map((role) => t(`role_note.${role}`));
    addSource(card, first, first.event < 0 ? notes : [t("evidence.event", { when: spans[first.event][2] }), ...notes]);
    for (const { first: claim } of movements(claimed.filter((claim) => claim.sentence === first.sentence))) addClaim(cardOf(claim, card), claim);
  }

  const cardOf = (claim, parent) => make("div", `card ${claim.flow} ${claim.stance} ${claim.modality}`, parent);

  function movementCard({ first, claims: made, sources, articles: number }, item) {
    const card = cardOf(first, item);
    addClaim(card, first);
    const bySentence = new Map(made.map((claim) => [claim.sentence, claim])), [claim, ...more] = bySentence.values();
    addSentence(card, claim.sentence, claim.marks);
    addSource(card, claim, [t("evidence.sources", { count: sources }), t("evidence.articles", { count: number })]);
    if (more.length) {
      const details = make("details", "", card);
      make("summary", "", details, t("evidence.sentences", { count: more.length }));
      for (const other of more) {
        addSentence(details, other.sentence, other.marks);
        addSource(details, other, []);
      }
    }
    if (first.route < 0) make("p", "source", card, t("evidence.not_drawn"));
    else if (view.selected !== `route:${first.line}`) {
      const show = make("button", "show", item, t("evidence.show"));
      show.type = "button";
      show.addEventListener("click", () => choose(`route:${first.line}`));
    }
  }

  // The ends, the status, and who says so: nearest to the fact first.
  function addClaim(card, claim) {
    const ways = make("p", "ways", card);
    [claim.from[0], ...claim.via, claim.to[0]].forEach((stop, i) => {
      if (i) make("i", "", ways, "→");
      ways.append(stop || t("evidence.unnamed"));
    });
    const status = make("p", "status", card), details = [claim.cargo, claim.mode && t(`mode.${claim.mode}`), spans[claim.event]?.[2]];
    make("span", "badge flow", status, t(`flow.${claim.flow}`));
    for (const part of ["stance", "modality"]) make("span", "badge", status, t(`${part}.${claim[part]}`));
    status.append(details.filter(Boolean).join(" · "));
    const who = make("p", "status", card), [nearest, ...others] = claim.claimants, { stance } = claim;
    if (!nearest) who.textContent = t(stance === "narrator" ? "by.narrator" : `by.nobody_${stance}`);
    else {
      who.append(`${t(stance === "narrator" ? "by.said_narrator" : `by.${stance}`)} `);
      make("b", "", who, nearest);
      for (const other of others) {
        who.append(`, ${t("by.through")} `);
        make("b", "", who, other);
      }
    }
  }

  // Offsets count code points, as Python does; JavaScript's strings count in pairs beyond the first 65,536.
  function addSentence(parent, sentence, marks) {
    const signs = [...sentences[sentence][1]], line = make("p", "sentence", parent);
    line.dir = "auto";
    const edges = [...new Set([0, signs.length, ...marks.flatMap(([start, end]) => [start, end])])].filter((at) => at >= 0 && at <= signs.length).sort((a, b) => a - b);
    edges.slice(1).forEach((end, i) => {
      const start = edges[i], kinds = ["chosen", "cue"].filter((kind) => marks.some(([a, b, of]) => of === kind && a <= start && b >= end));
      const words = signs.slice(start, end).join("");
      if (kinds.length) make("span", kinds.join(" "), line, words);
      else line.append(words);
    });
  }

  function addSource(parent, row, notes) {
    const { title, publisher, published: span, address } = articles[articleOf(row.sentence)], line = make("p", "source", parent);
    const words = `${title}, ${publisher ?? t("evidence.unknown_publisher")}, ${spans[span]?.[2] ?? t("date.unknown")}`;
    if (address && /^https?:/.test(address)) {
      const link = make("a", "", line, words);
      Object.assign(link, { href: address, target: "_blank", rel: "noopener noreferrer" });
    } else line.append(words);
    if (notes.length) line.append(` · ${notes.join(" · ")}`);
  }

  function showOff(seen) {
    const off = seen.filter((row) => row.why), list = by("off").querySelector("ul"), groups = new Map();
    by("off").hidden = !off.length;
    by("off").querySelector("summary").textContent = t("audit.link", { count: off.length });
    list.replaceChildren();
    if (!by("off").open) return;
    for (const row of off) count(groups, `${row.why} ${[...sentences[row.sentence][1]].slice(row.start, row.end).join("")}`);
    const most = [...groups].sort((a, b) => b[1] - a[1]);
    for (const [key, number] of most) {
      const at = key.indexOf(" ");
      make("li", "", list, t("export.off", { name: key.slice(at + 1), count: number, why: t(`audit.${key.slice(0, at)}`) }));
    }
  }

  // ---- all of it ----------------------------------------------------------------------------------------------------------

  function summary(seen, claimed, markers) {
    const stances = new Map();
    for (const { first } of movements(claimed)) count(stances, first.stance);
    const parts = [t("summary.places", { count: markers }), t("summary.mentions", { count: seen.length, total: data.total })];
    for (const stance of ["narrator", "alleged", "denied", "admitted", "confirmed"])
      if (stances.has(stance)) parts.push(t(`summary.${stance}`, { count: stances.get(stance) }));
    const span = reach(seen, claimed);
    return span ? t("summary.all", { parts: parts.join(", "), period: between(month, ...span) }) : parts.join(", ");
  }

  function update() {
    const seen = inPeriod(rows), claimed = inPeriod(claims), markers = draw(seen, claimed);
    by("summary").textContent = summary(seen, claimed, markers);
    showDates();
    showEvidence(seen, claimed);
    showOff(seen);
  }

  let waiting = 0;
  function soon() {
    cancelAnimationFrame(waiting);
    waiting = requestAnimationFrame(update);
  }

  function choose(key) {
    Object.assign(view, { selected: key, cards: CARDS });
    update();
    by("evidence").scrollTop = 0;
    if (key && matchMedia("(max-width: 900px)").matches) by("heading").scrollIntoView({ block: "center" });
  }

  by("scope").textContent = data.scope.join(" · ");
  by("made").textContent = data.made ?? "";
  by("credits").textContent = data.credits;
  by("evidence").setAttribute("aria-label", t("export.list"));
  by("dates").setAttribute("aria-label", t("export.dates"));
  by("reset").textContent = t("export.reset");
  by("more").textContent = t("evidence.more");
  by("close").title = t("evidence.close");
  by("close").setAttribute("aria-label", t("evidence.close"));
  by("undated").querySelector("span").textContent = t("filters.undated");
  for (const id of ["from", "to"]) {
    by(id).setAttribute("aria-label", t(`export.${id}`));
    by(id).addEventListener("input", () => {
      const from = Number(by("from").value), to = Number(by("to").value);
      setPeriod(id === "from" ? Math.min(from, to) : from, id === "to" ? Math.max(from, to) : to);
    });
  }
  by("undated").querySelector("input").addEventListener("change", (event) => {
    view.undated = event.target.checked;
    soon();
  });
  by("reset").addEventListener("click", () => setPeriod(...whole));
  by("close").addEventListener("click", () => choose(null));
  by("more").addEventListener("click", () => {
    view.cards += 5 * CARDS;
    update();
  });
  by("off").addEventListener("toggle", () => showOff(inPeriod(rows)));
  layDates();
  update();
})();
