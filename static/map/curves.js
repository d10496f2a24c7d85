// Curves as lists of points: how a route is bent, trimmed and measured. Pure geometry, in whatever unit the points are.
"use strict";
(() => {
  const STEPS = 36; // points a curve is drawn with

  // Good enough for a sketch: a Catmull-Rom spline through all points.
  const through = (points) => {
    const line = [], at = (i) => points[Math.max(0, Math.min(points.length - 1, i))];
    for (let i = 0; i < points.length - 1; i++)
      for (let s = 0; s < STEPS / 2; s++) {
        const t = s / (STEPS / 2), [a, b, c, d] = [at(i - 1), at(i), at(i + 1), at(i + 2)];
        line.push([0, 1].map((n) => 0.5 * (2 * b[n] + (c[n] - a[n]) * t + (2 * a[n] - 5 * b[n] + 4 * c[n] - d[n]) * t * t +
          (3 * b[n] - a[n] - 3 * c[n] + d[n]) * t ** 3)));
      }
    line.push(points[points.length - 1]);
    return line;
  };

  // A bow to the left of travel: what comes back bows to the other side.
  const bow = ([x0, y0], [x1, y1], bend) => {
    const cx = (x0 + x1) / 2 + (y1 - y0) * bend, cy = (y0 + y1) / 2 - (x1 - x0) * bend, line = [];
    for (let s = 0; s <= STEPS; s++) {
      const t = s / STEPS, r = 1 - t;
      line.push([r * r * x0 + 2 * r * t * cx + t * t * x1, r * r * y0 + 2 * r * t * cy + t * t * y1]);
    }
    return line;
  };

  // Every point but the ends moved to the left of travel.
  const swell = (line, from, to, bend) => {
    const nx = (to[1] - from[1]) * bend, ny = -(to[0] - from[0]) * bend, last = line.length - 1;
    return line.map(([x, y], i) => [x + nx * Math.sin((Math.PI * i) / last), y + ny * Math.sin((Math.PI * i) / last)]);
  };

  // Back to where it started.
  const loop = ([x, y], turn, size = 26) => {
    const line = [];
    for (let s = 0; s <= STEPS; s++) {
      const a = turn + Math.PI + (2 * Math.PI * s) / STEPS;
      line.push([x + size * (Math.cos(turn) + Math.cos(a)), y + size * (Math.sin(turn) + Math.sin(a))]);
    }
    return line;
  };

  // The line without its first and last pixels, so that it starts and ends at the edge of the marks.
  const trim = (line, head, tail) => {
    const cut = (points, length) => {
      let left = length, i = 0;
      while (i < points.length - 2) {
        const step = Math.hypot(points[i + 1][0] - points[i][0], points[i + 1][1] - points[i][1]);
        if (step > left) break;
        left -= step;
        i++;
      }
      const [a, b] = [points[i], points[i + 1]], step = Math.hypot(b[0] - a[0], b[1] - a[1]) || 1, t = Math.min(0.95, left / step);
      return [[a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t], ...points.slice(i + 1)];
    };
    return cut(cut(line, head).reverse(), tail).reverse();
  };

  const distanceToLine = (line, x, y) => {
    let best = Infinity;
    for (let i = 1; i < line.length; i++) {
      const [ax, ay] = line[i - 1], dx = line[i][0] - ax, dy = line[i][1] - ay;
      const t = Math.max(0, Math.min(1, ((x - ax) * dx + (y - ay) * dy) / (dx * dx + dy * dy || 1)));
      best = Math.min(best, Math.hypot(ax + dx * t - x, ay + dy * t - y));
    }
    return best;
  };

  window.dateline.curves = { through, bow, swell, loop, trim, distanceToLine };
})();
