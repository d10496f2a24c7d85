// The ground: land, borders, and the names of countries, seas and cities that are there before any data.
"use strict";
(() => {
  const dateline = window.dateline, { mercator, text, fonts } = dateline;

  // Rings come as x, y, dx, dy... in whole steps (see data/basemap/build.py); they are kept in unit Mercator with their bounds.
  const unpack = (steps, scale) => {
    const line = new Float64Array(steps.length);
    let x = 0, y = 0, minX = Infinity, minY = Infinity, maxX = -Infinity, maxY = -Infinity;
    for (let i = 0; i < steps.length; i += 2) {
      x += steps[i];
      y += steps[i + 1];
      const u = mercator.x(x / scale), v = mercator.y(y / scale);
      line[i] = u;
      line[i + 1] = v;
      if (u < minX) minX = u;
      if (u > maxX) maxX = u;
      if (v < minY) minY = v;
      if (v > maxY) maxY = v;
    }
    return { line, minX, minY, maxX, maxY };
  };

  const trace = (frame, { line }, world, closed) => {
    const { ctx, scale, left, top } = frame;
    let px = (line[0] + world) * scale - left, py = line[1] * scale - top;
    ctx.moveTo(px, py);
    for (let i = 2; i < line.length; i += 2) {
      const x = (line[i] + world) * scale - left, y = line[i + 1] * scale - top;
      // What is closer than most of a pixel can't be seen and costs time.
      if (Math.abs(x - px) + Math.abs(y - py) < 0.8 && i < line.length - 2) continue;
      ctx.lineTo(x, y);
      px = x;
      py = y;
    }
    if (closed) ctx.closePath();
  };

  const inside = ({ line }, u, v) => {
    let odd = false;
    for (let i = 0, j = line.length - 2; i < line.length; j = i, i += 2)
      if (line[i + 1] > v !== line[j + 1] > v &&
        u < ((line[j] - line[i]) * (v - line[i + 1])) / (line[j + 1] - line[i + 1]) + line[i]) odd = !odd;
    return odd;
  };

  class World {
    constructor({ scale, countries, lakes, borders, disputed }) {
      this.areas = new Map();
      for (const [code, [lat, lon], polygons] of countries) {
        const rings = polygons.flat().map((steps) => unpack(steps, scale));
        this.areas.set(code, { code, rings, u: mercator.x(lon), v: mercator.y(lat) });
      }
      this.lakes = lakes.map((rings) => ({ rings: rings.map((steps) => unpack(steps, scale)) }));
      this.borders = borders.map((steps) => unpack(steps, scale));
      this.disputed = disputed.map((steps) => unpack(steps, scale));
    }

    // Adds the rings of these areas to the current path, in every copy of the world that is in sight.
    path(frame, areas) {
      for (const world of frame.worlds())
        for (const area of areas)
          for (const ring of area.rings)
            if (frame.sees(ring.minX + world, ring.minY, ring.maxX + world, ring.maxY, 4)) trace(frame, ring, world, true);
    }

    each(frame, areas, act) {
      for (const area of areas) {
        frame.ctx.beginPath();
        this.path(frame, [area]);
        act();
      }
    }

    // Also painted again over the shade of a country: water stays water.
    paintLakes(frame, colours) {
      frame.ctx.fillStyle = colours.water;
      frame.ctx.strokeStyle = colours.shore;
      frame.ctx.lineWidth = 0.9;
      this.each(frame, this.lakes, () => {
        frame.ctx.fill("evenodd");
        frame.ctx.stroke();
      });
    }

    lines(frame, lines) {
      frame.ctx.beginPath();
      for (const world of frame.worlds())
        for (const line of lines)
          if (frame.sees(line.minX + world, line.minY, line.maxX + world, line.maxY)) trace(frame, line, world, false);
      frame.ctx.stroke();
    }

    paint(frame, colours) {
      const { ctx, width, height } = frame;
      ctx.fillStyle = colours.water;
      ctx.fillRect(0, 0, width, height);
      ctx.lineJoin = "round";
      // All stroked first and filled over: what stays of the stroke is its outer half, on the coast alone. One path for
      // each country: a single one for the whole world is more than some browsers fill.
      ctx.strokeStyle = colours.shore;
      ctx.lineWidth = 1.8;
      this.each(frame, this.areas.values(), () => ctx.stroke());
      ctx.fillStyle = colours.land;
      this.each(frame, this.areas.values(), () => ctx.fill("evenodd"));
      this.paintLakes(frame, colours);
      ctx.lineWidth = 0.8;
      ctx.strokeStyle = colours.border;
      this.lines(frame, this.borders);
      ctx.setLineDash([4, 3]);
      ctx.lineWidth = 1;
      ctx.strokeStyle = colours.disputed;
      this.lines(frame, this.disputed);
      ctx.setLineDash([]);
    }

    at(u, v) {
      u -= Math.floor(u);
      for (const area of this.areas.values())
        if (area.rings.some((r) => u >= r.minX && u <= r.maxX && v >= r.minY && v <= r.maxY) &&
          area.rings.reduce((odd, ring) => odd !== inside(ring, u, v), false)) return area;
      return null;
    }
  }

  // The names on the ground. They take the room that the data leaves; the most important come first.
  class Names {
    constructor({ countries, seas, cities }) {
      const spot = ([lat, lon, name, ...rest]) => ({ u: mercator.x(lon), v: mercator.y(lat), name, rest });
      this.countries = countries.map(spot);
      this.seas = seas.map(spot);
      this.cities = cities.map(spot);
    }

    // near(u, v, px): is a mark of the data drawn within so many pixels? named: countries that the data names itself.
    place(frame, room, near, named, colours) {
      const placed = [];
      const put = (spot, world, style, words, dx = 0) => {
        const { ctx } = frame, x = frame.x(spot.u + world), y = frame.y(spot.v);
        const half = text.width(ctx, words, style.font, style.spacing) / 2 + 3;
        const cx = dx ? x + dx + half : x;
        const box = [cx - half, y - 7, cx + half, y + 7];
        if (frame.cuts(box) || !room.claim(box)) return;
        placed.push({ words, x: cx, y, style, dot: dx ? [x, y] : null });
      };
      for (const world of frame.worlds()) {
        const seen = (s) => frame.sees(s.u + world, s.v, s.u + world, s.v, -4);
        const wide = (s, share, words, style) => 2 * mercator.span(s.rest[0], s.v) * frame.scale * share >
          text.width(frame.ctx, words, style.font, style.spacing);
        for (const s of this.countries) {
          const size = mercator.span(s.rest[0], s.v) * frame.scale;
          const style = { font: `600 ${size > 150 ? 12 : 10}px ${fonts.SANS}`, spacing: size > 150 ? 3 : 1.5,
            colour: colours.country, halo: colours.groundHalo };
          const words = s.name.toLocaleUpperCase();
          if (seen(s) && !named.has(s.rest[1]) && wide(s, 0.95, words, style) && !near(s.u, s.v, 26)) put(s, world, style, words);
        }
        for (const s of this.seas) {
          const size = mercator.span(s.rest[0], s.v) * frame.scale;
          const style = { font: `italic ${size > 160 ? 15 : 12}px ${fonts.SERIF}`, spacing: size > 160 ? 1.5 : 0.4,
            colour: colours.sea, halo: colours.seaHalo };
          if (seen(s) && size < 900 && wide(s, 1, s.name, style) && !near(s.u, s.v, 30)) put(s, world, style, s.name);
        }
        for (const s of this.cities) {
          const [zoom, capital] = s.rest;
          if (frame.zoom < zoom || !seen(s) || near(s.u, s.v, 12)) continue;
          put(s, world, { font: `${capital ? 600 : 400} 11px ${fonts.SANS}`, colour: colours.city, halo: colours.groundHalo },
            s.name, 4);
        }
      }
      return placed;
    }

    static paint(frame, placed, colours) {
      for (const { words, x, y, style, dot } of placed) {
        if (dot) {
          frame.ctx.beginPath();
          frame.ctx.arc(dot[0], dot[1], 1.8, 0, 7);
          frame.ctx.fillStyle = colours.dot;
          frame.ctx.fill();
        }
        text.draw(frame.ctx, words, x, y, style);
      }
    }
  }

  Object.assign(dateline, { World, Names });
})();
