// The data on the map: places, areas, distances and routes. Decides what is drawn where, and says what is under a point.
"use strict";
(() => {
  const dateline = window.dateline, { mercator, text, fonts, Room } = dateline;
  const { through, bow, swell, loop, trim, distanceToLine } = dateline.curves;
  const shapes = { DOT: 0, COUNTRY: 1, LABEL: 2 }, { DOT, COUNTRY, LABEL } = shapes; // as maps.py numbers them
  const STUB = 58; // pixels of an arrow whose other end nobody names
  const clip = (words, most = 38) => (words.length > most ? `${words.slice(0, most - 1)}…` : words);

  const CROWD = 150; // dots in sight beyond which they are gathered more widely
  const dotRadius = (mentions) => (mentions ? Math.min(21, 3.4 + 2.3 * Math.sqrt(mentions)) : 4);
  const lineWidth = (claims) => Math.min(6, 1.3 + 0.8 * Math.sqrt(Math.max(1, claims)));

  const short = (n) => (n < 1000 ? String(n) : `${(n / 1000).toFixed(n < 10000 ? 1 : 0)}k`);

  class Marks {
    constructor(data, colours) {
      this.colours = colours;
      this.selected = data.selected;
      this.byKey = new Map();
      const p = data.places;
      this.places = p.id.map((id, i) => this.mark({
        id, name: p.name[i], shape: p.shape[i], country: p.country[i], lat: p.lat[i], lon: p.lon[i], radius: p.radius[i],
        mentions: p.mentions[i], actors: p.actors[i], articles: p.articles[i], routes: p.routes[i],
      }));
      this.given = this.places.length;
      this.routes = this.bundle(data.routes.map((route) => this.route(route)));
      this.claimed = data.routes.length;
      this.bend();
      this.relatives = data.relatives.map((r) => ({ ...r, key: null, name: r.label,
        u: mercator.x(r.anchor[1]), v: mercator.y(r.anchor[0]) }));
      this.places.sort((a, b) => b.weight - a.weight);
    }

    mark(place) {
      const mark = { ...place, kind: "place", key: place.id === null ? null : `place:${place.id}`, u: mercator.x(place.lon),
        v: mercator.y(place.lat), weight: place.mentions + 0.5 * (place.routes || 0) };
      if (mark.key) this.byKey.set(mark.key, mark);
      return mark;
    }

    // An end that the filters left without a mention is still drawn, as a hollow ring or a named area.
    end(end) {
      if (!end) return null;
      const known = this.byKey.get(`place:${end.id}`) || this.places.find((m) => m.lat === end.lat && m.lon === end.lon);
      const mark = known || this.mark({ mentions: 0, actors: 0, articles: 0, routes: 1, radius: null, country: null, ...end });
      if (!known) this.places.push(mark);
      mark.isEnd = true;
      mark.weight += 0.25;
      return mark;
    }

    route(route) {
      const ends = [this.end(route.from), this.end(route.to)];
      const stops = route.via.map(([lat, lon, name]) => this.end({ id: null, name, shape: LABEL, lat, lon }));
      const points = [ends[0], ...stops, ends[1]].filter(Boolean).map((m) => [m.u, m.v]);
      for (let i = 1; i < points.length; i++) points[i][0] -= Math.round(points[i][0] - points[i - 1][0]); // the short way round
      return { ...route, kind: "route", key: `route:${route.id}`, ends, stops, points };
    }

    // Claims of one kind about one way are one line, as wide as they are many. The strongest is its face.
    bundle(routes) {
      const bundles = new Map();
      for (const route of routes.sort((a, b) => b.claims - a.claims)) {
        const way = JSON.stringify([route.points, route.ends.map((end) => end?.key), route.flow, route.line]);
        if (!bundles.has(way)) bundles.set(way, { ...route, members: [], claims: 0 });
        const bundle = bundles.get(way);
        bundle.members.push(route);
        bundle.claims += route.claims;
        this.byKey.set(route.key, bundle);
      }
      return [...bundles.values()];
    }

    // Routes between the same ends fan out; each way bows to its own left.
    bend() {
      const fans = new Map(), fan = (route) => [route.points[0], route.points.at(-1), route.stops.length].join();
      for (const route of this.routes) {
        const lanes = fans.get(fan(route)) || [];
        route.lane = lanes.push(route) - 1;
        fans.set(fan(route), lanes);
      }
      for (const route of this.routes) {
        const step = Math.min(0.1, 0.42 / fans.get(fan(route)).length);
        const [first, last] = [route.points[0], route.points.at(-1)];
        if (route.points.length < 2 || (first[0] === last[0] && first[1] === last[1] && !route.stops.length)) continue;
        route.curve = route.stops.length ? swell(through(route.points), first, last, 0.7 * step * route.lane)
          : bow(first, last, 0.13 + step * route.lane);
        const xs = route.curve.map((c) => c[0]), ys = route.curve.map((c) => c[1]);
        route.bounds = [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)];
      }
    }

    // What the first view must show, as a box in unit Mercator; null if there is nothing. A few stray mentions or claims far
    // away must not shrink everything else to nothing: they go first, as long as little weight goes with them.
    extent(everything = false) {
      const box = (spots) => spots.reduce(([a, b, c, d], [u, v]) => [Math.min(a, u), Math.min(b, v), Math.max(c, u), Math.max(d, v)],
        [Infinity, Infinity, -Infinity, -Infinity]);
      let things = [...this.places.filter((m) => m.mentions).map((m) => ({ weight: m.mentions, box: [m.u, m.v, m.u, m.v] })),
        ...this.routes.map((r) => ({ weight: r.claims, box: box(r.curve || r.points) }))];
      const whole = (list) => box(list.flatMap(({ box: [a, b, c, d] }) => [[a, b], [c, d]]));
      const size = ([a, b, c, d]) => Math.max(0.02, c - a) * Math.max(0.02, d - b);
      let spare = everything ? 0 : 0.15 * things.reduce((sum, t) => sum + t.weight, 0);
      for (;;) {
        const now = whole(things);
        const cuts = [0, 1, 2, 3].map((side) => {
          const rest = things.filter((t) => Math.abs(t.box[side] - now[side]) > 1e-3);
          const lost = things.reduce((sum, t) => sum + t.weight, 0) - rest.reduce((sum, t) => sum + t.weight, 0);
          return { rest, lost, gain: rest.length ? 1 - size(whole(rest)) / size(now) : 0 };
        }).filter(({ lost, gain }) => lost <= spare && gain > 0.07).sort((a, b) => b.gain / b.lost - a.gain / a.lost);
        if (!cuts.length) return things.length ? now : null;
        things = cuts[0].rest;
        spare -= cuts[0].lost;
      }
    }

    isChosen(thing) {
      return this.selected !== null && thing !== null && (thing.members || [thing]).some((one) => one.key === this.selected);
    }

    touches(route) {
      return [route, ...route.ends, ...route.stops].some((thing) => this.isChosen(thing));
    }

    // ---- layout: what is drawn where, at this view ----------------------------------------------------------------

    layout(frame, world, names, panels) {
      const room = new Room();
      panels.forEach((box) => room.take(box));
      this.frame = frame;
      this.areas = this.places.filter((m) => m.shape === COUNTRY && world && world.areas.has(this.codeOf(m, world)))
        .map((m) => ({ mark: m, area: world.areas.get(this.codeOf(m, world)) }));
      this.dots = this.cluster(frame);
      for (const { x, y, r } of this.dots.slice(0, 1500)) room.take([x - r, y - r, x + r, y + r]);
      this.lines = this.routes.flatMap((route) => this.sketch(frame, route));
      const around = ([x, y], r) => room.take([x - r, y - r, x + r, y + r]);
      for (const { tip, middle, route } of this.lines) {
        around(tip, 6);
        if (route.line === "denied") around(middle, 9);
      }
      this.tags = this.tag(frame, room);
      this.captions = this.caption(frame, room);
      this.arcs = this.relatives.flatMap((r) => this.arc(frame, r, room));
      const spots = [...this.dots, ...this.tags].map(({ x, y }) => [x, y]);
      const near = (u, v, px) => spots.some(([x, y]) => {
        const dx = Math.abs(frame.x(u) - x) % frame.scale;
        return Math.min(dx, frame.scale - dx) < px && Math.abs(frame.y(v) - y) < px;
      });
      const named = new Set(this.areas.map(({ area }) => area.code));
      this.ground = names ? names.place(frame, room, near, named, this.colours) : [];
    }

    codeOf(mark, world) {
      if (mark.country === null) mark.country = world.at(mark.u, mark.v)?.code ?? "";
      return mark.country;
    }

    // Biggest first; what would hide behind a bigger one joins it, and its mentions are counted there. The selected place
    // always stands alone.
    cluster(frame) {
      const dots = [], cells = new Map(), cell = 44;
      const inSight = this.places.filter((m) => m.shape === DOT && [...frame.worlds()].some((k) => frame.sees(m.u + k, m.v, m.u + k, m.v))).length;
      const crowded = inSight > CROWD;
      const key = (x, y) => Math.floor(x / cell) * 65536 + Math.floor(y / cell);
      const host = (x, y) => {
        for (let i = -1; i <= 1; i++)
          for (let j = -1; j <= 1; j++)
            for (const dot of cells.get(key(x + i * cell, y + j * cell)) || [])
              if (Math.hypot(dot.x - x, dot.y - y) < (crowded ? 36 : Math.max(9, dot.r * 0.85))) return dot;
        return null;
      };
      const alone = (m) => this.isChosen(m);
      const order = this.places.some(alone) ? [...this.places.filter(alone), ...this.places.filter((m) => !alone(m))] : this.places;
      for (const world of frame.worlds())
        for (const mark of order) {
          if (mark.shape !== DOT || !frame.sees(mark.u + world, mark.v, mark.u + world, mark.v, 30)) continue;
          const x = frame.x(mark.u + world), y = frame.y(mark.v), into = alone(mark) ? null : host(x, y);
          if (into) {
            into.members.push(mark);
            continue;
          }
          const dot = { mark, x, y, r: dotRadius(mark.mentions), members: [mark] }, at = key(x, y);
          dots.push(dot);
          if (cells.has(at)) cells.get(at).push(dot); else cells.set(at, [dot]);
        }
      for (const dot of dots) dot.mentions = dot.members.reduce((sum, m) => sum + m.mentions, 0);
      const most = Math.max(1, ...dots.map((dot) => dot.mentions));
      for (const dot of dots) dot.r = crowded ? 3.5 + 14 * Math.sqrt(dot.mentions / most) : dotRadius(dot.mentions);
      return dots.sort((a, b) => b.mentions - a.mentions);
    }

    reach(mark) {
      return !mark ? 3 : mark.shape === DOT ? dotRadius(mark.mentions) + 2 : 6;
    }

    // A route as it is drawn at this view: one line for every copy of the world in sight.
    sketch(frame, route) {
      const width = lineWidth(route.claims), lines = [];
      const add = (points, head, tail, loose) => {
        const length = points.reduce((sum, p, i) => sum + (i ? Math.hypot(p[0] - points[i - 1][0], p[1] - points[i - 1][1]) : 0), 0);
        if (length < 10) return;
        const line = trim(points, Math.min(head, length / 4), Math.min(tail, length / 4));
        lines.push({ route, line, width, length, loose, tip: line.at(-1), middle: line[Math.round(line.length / 2)] });
      };
      for (const world of frame.worlds()) {
        if (route.curve) {
          const [a, b, c, d] = route.bounds;
          if (!frame.sees(a + world, b, c + world, d, 40)) continue;
          add(route.curve.map(([u, v]) => [frame.x(u + world), frame.y(v)]), this.reach(route.ends[0]), this.reach(route.ends[1]));
          continue;
        }
        const [u, v] = route.points[0], x = frame.x(u + world), y = frame.y(v);
        if (!frame.sees(u + world, v, u + world, v, 60)) continue;
        const turn = -2.3 - 0.55 * route.lane, far = [x + STUB * Math.cos(turn), y + STUB * Math.sin(turn)];
        const [start, stop] = route.ends;
        if (start && stop) add(loop([x, y], turn), this.reach(start), this.reach(stop));
        else if (start) add(bow([x, y], far, 0.2), this.reach(start), 0, far);
        else add(bow(far, [x, y], 0.2), 0, this.reach(stop), far);
      }
      return lines;
    }

    // The names of the data's places, strongest first, each where it finds room.
    tag(frame, room) {
      const tags = [], { ctx } = frame, c = this.colours;
      const put = (mark, style, words, count, spots) => {
        const wide = text.width(ctx, words, style.font, style.spacing), pill = count ? 10 + 6 * short(count).length : 0;
        const full = wide + (pill ? pill + 5 : 0), high = 8;
        const chosen = this.isChosen(mark);
        const boxes = spots(full).map(([cx, cy]) => [cx, cy, [cx - full / 2 - 2, cy - high, cx + full / 2 + 2, cy + high]]);
        const [home] = boxes;
        for (const [cx, cy, box] of boxes) {
          if (frame.cuts(box) && !(chosen && cx === home[0])) continue;
          if (!room.isFree(box) && !chosen) continue;
          room.take(box);
          tags.push({ mark, style, words, count, pill, x: cx, y: cy, wide, full, box });
          return;
        }
      };
      const areas = this.places.filter((m) => m.shape !== DOT);
      for (const world of frame.worlds())
        for (const m of areas) {
          if (!frame.sees(m.u + world, m.v, m.u + world, m.v, 30)) continue;
          const x = frame.x(m.u + world), y = frame.y(m.v), off = m.isEnd ? 15 : 0;
          const seen = frame.shows(x, y), side = (full) => // pushed in where the edge would cut it
            seen ? Math.max(frame.margin.x + full / 2 + 6, Math.min(frame.width - frame.margin.x - full / 2 - 6, x)) : x;
          const spots = (full) => [off, -Math.max(15, off), 26, -26].map((dy) => [side(full), y + dy]);
          const style = m.shape === COUNTRY
            ? { font: `700 11px ${fonts.SANS}`, spacing: 1.6, colour: c.label, halo: c.halo }
            : { font: `italic 600 13px ${fonts.SERIF}`, spacing: 0.3, colour: c.label, halo: c.halo };
          put(m, style, clip(m.shape === COUNTRY ? m.name.toLocaleUpperCase() : m.name), m.mentions, spots);
        }
      for (const dot of this.dots.slice(0, 500)) {
        const { mark, x, y, r, members } = dot, more = members.length - 1;
        const style = { font: `600 12px ${fonts.SANS}`, colour: c.label, halo: c.halo };
        const spots = (full) => [[x + r + 4 + full / 2, y], [x - r - 4 - full / 2, y], [x, y - r - 9], [x, y + r + 10],
          [x + r * 0.7 + 3 + full / 2, y + r * 0.7 + 7], [x - r * 0.7 - 3 - full / 2, y - r * 0.7 - 7]];
        put(mark, style, clip(mark.name) + (more ? ` +${more}` : ""), 0, spots);
      }
      return tags;
    }

    // What moves, written along its line: a flow is told by words as well as by colour.
    caption(frame, room) {
      const captions = [];
      for (const { route, line, length } of this.lines) {
        const many = route.members.length;
        if (!route.label || length < 70) continue;
        const colour = this.colours.flowWords[route.flow] || this.colours.flowWords.other;
        const style = { font: `italic 600 11px ${fonts.SANS}`, colour, halo: this.colours.halo };
        const words = clip(route.label, 26) + (many > 1 ? ` +${many - 1}` : ""), half = text.width(frame.ctx, words, style.font) / 2 + 2;
        const said = (x, y) => captions.some((c) => c.words === words && Math.hypot(c.x - x, c.y - y) < 150);
        for (const share of [0.5, 0.36, 0.64, 0.25, 0.75]) {
          const [x, y] = line[Math.round(share * (line.length - 1))], lift = 11;
          const fits = ([cx, cy]) => {
            const box = [cx - half, cy - 6, cx + half, cy + 6];
            return !said(cx, cy) && !frame.cuts(box) && room.claim(box);
          };
          const spot = [[x, y - lift], [x, y + lift]].find(fits);
          if (!spot) continue;
          captions.push({ words, x: spot[0], y: spot[1], style, route });
          break;
        }
      }
      return captions;
    }

    // « à 900 km à l'est de Moscou »: an arc at that distance, not a pin. The whole circle when no bearing is given.
    arc(frame, relative, room) {
      const arcs = [];
      for (const world of frame.worlds()) {
        const x = frame.x(relative.u + world), y = frame.y(relative.v);
        const r = mercator.span(relative.distance ?? relative.radius ?? 20, relative.v) * frame.scale;
        const to = relative.lat === null ? null : [frame.x(mercator.x(relative.lon) + world), frame.y(mercator.y(relative.lat))];
        if (r < 4 || !frame.sees(relative.u + world, relative.v, relative.u + world, relative.v, r + 40)) continue;
        // Measured on this map: Mercator stretches the distance as it goes north.
        const reach = to ? Math.hypot(to[0] - x, to[1] - y) : r, angle = to ? Math.atan2(to[1] - y, to[0] - x) : null;
        const arc = { relative, x, y, reach, angle, to };
        const style = { font: `italic 11px ${fonts.SANS}`, colour: this.colours.label, halo: this.colours.halo };
        const words = clip(relative.label, 34), half = text.width(frame.ctx, words, style.font) / 2 + 2;
        const [lx, ly] = to || [x, y - r];
        const spot = [[lx, ly - 16], [lx, ly + 16], [lx + 10 + half, ly], [lx - 10 - half, ly]]
          .find(([cx, cy]) => room.claim([cx - half, cy - 7, cx + half, cy + 7]));
        if (spot) arc.caption = { words, x: spot[0], y: spot[1], style };
        arcs.push(arc);
      }
      return arcs;
    }

    // ---- what is under a point of the sheet -----------------------------------------------------------------------

    hit(x, y, world, slack = 3) {
      if (!this.frame) return null;
      let dot = null, best = Infinity;
      for (const d of this.dots) {
        const away = Math.hypot(d.x - x, d.y - y) - d.r;
        if (away < slack && away < best) [dot, best] = [d, away];
      }
      if (dot) return { mark: dot.mark, members: dot.members };
      const tag = this.tags.find(({ box, mark }) => mark.key && x >= box[0] && x <= box[2] && y >= box[1] && y <= box[3]);
      if (tag) return { mark: tag.mark, members: this.dots.find((d) => d.mark === tag.mark)?.members || [tag.mark] };
      let line = null;
      best = 5 + slack;
      for (const l of this.lines) {
        const away = distanceToLine(l.line, x, y) - l.width / 2;
        if (away < best) [line, best] = [l, away];
      }
      if (line) return { route: line.route };
      if (!world) return null;
      const area = world.at((x + this.frame.left) / this.frame.scale, (y + this.frame.top) / this.frame.scale);
      const shaded = area && this.areas.find((a) => a.area === area && a.mark.key);
      return shaded ? { mark: shaded.mark, members: [shaded.mark] } : null;
    }

    // A point of the sheet where this mark can be clicked, or null if it is out of sight.
    spot(key) {
      const thing = this.byKey.get(key);
      if (!thing || !this.frame) return null;
      if (thing.kind === "route") {
        const drawn = this.lines.find((l) => l.route === thing);
        return drawn ? drawn.line[Math.round(drawn.line.length * 0.4)] : null;
      }
      const tag = this.tags.find((t) => t.mark === thing), dot = this.dots.find((d) => d.members.includes(thing));
      return dot ? [dot.x, dot.y] : tag ? [tag.x, tag.y] : null;
    }
  }

  Object.assign(dateline, { Marks, shapes, short });
})();
