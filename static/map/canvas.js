// Drawing kit: Mercator, a canvas sheet that follows the map, text with a halo, label placement. Knows nothing of the data.
"use strict";
(() => {
  const dateline = (window.dateline = window.dateline || {});

  // Unit Mercator: the world is 1 x 1, (0, 0) is its north-west corner.
  const mercator = {
    x: (lon) => (lon + 180) / 360,
    y: (lat) => {
      const sin = Math.sin((Math.max(-85, Math.min(85, lat)) * Math.PI) / 180);
      return 0.5 - Math.log((1 + sin) / (1 - sin)) / (4 * Math.PI);
    },
    lon: (x) => x * 360 - 180,
    lat: (y) => (Math.atan(Math.sinh(Math.PI * (1 - 2 * y))) * 180) / Math.PI,
    // Width in unit Mercator of so many km at that height.
    span: (km, y) => km / (40075 * Math.max(0.09, Math.cos((mercator.lat(y) * Math.PI) / 180))),
  };

  // What one painting needs: unit Mercator to canvas pixels, and which copies of the world are in sight.
  class Frame {
    constructor(ctx, scale, left, top, width, height, zoom, margin) {
      Object.assign(this, { ctx, scale, left, top, width, height, zoom, margin });
      this.firstWorld = Math.floor(left / scale);
      this.lastWorld = Math.floor((left + width) / scale);
    }
    x(u) { return u * this.scale - this.left; }
    y(v) { return v * this.scale - this.top; }
    sees(minX, minY, maxX, maxY, margin = 0) {
      return this.x(maxX) >= -margin && this.x(minX) <= this.width + margin &&
        this.y(maxY) >= -margin && this.y(minY) <= this.height + margin;
    }
    // Does the edge of the map run through this box of the sheet?
    cuts([x0, y0, x1, y1]) {
      const inside = [[x0, y0], [x1, y0], [x0, y1], [x1, y1]].filter(([x, y]) => this.shows(x, y)).length;
      return inside > 0 && inside < 4;
    }
    // Is this point of the sheet in the part of it that the map shows?
    shows(x, y) {
      return x >= this.margin.x && x <= this.width - this.margin.x && y >= this.margin.y && y <= this.height - this.margin.y;
    }
    *worlds() { for (let k = this.firstWorld; k <= this.lastWorld; k++) yield k; }
  }

  // A canvas a little larger than the map. L.Renderer moves and scales it with the map; `paint` fills it.
  const Sheet = L.Renderer.extend({
    options: { padding: 0.2 },
    initialize(paint, options) {
      L.Renderer.prototype.initialize.call(this, options);
      this._paint = paint;
    },
    getEvents() {
      return { ...L.Renderer.prototype.getEvents.call(this), move: this._follow };
    },
    _initContainer() {
      this._container = L.DomUtil.create("canvas", "dl-sheet");
      this._container.setAttribute("aria-hidden", "true");
      this._context = this._container.getContext("2d");
    },
    _destroyContainer() {
      L.Util.cancelAnimFrame(this._request);
      this._container.remove();
      delete this._container;
    },
    _update() {
      if (this._map._animatingZoom && this._bounds) return;
      L.Renderer.prototype._update.call(this);
      const { min } = this._bounds, size = this._bounds.getSize(), ratio = Math.min(2, window.devicePixelRatio || 1);
      L.DomUtil.setPosition(this._container, min);
      const width = Math.round(size.x * ratio), height = Math.round(size.y * ratio);
      if (this._container.width !== width || this._container.height !== height) {
        this._container.width = width;
        this._container.height = height;
        this._container.style.width = `${size.x}px`;
        this._container.style.height = `${size.y}px`;
      }
      const origin = this._map.getPixelOrigin().add(min), zoom = this._map.getZoom();
      this.frame = new Frame(this._context, 256 * 2 ** zoom, origin.x, origin.y, size.x, size.y, zoom,
        this._map.getSize().multiplyBy(this.options.padding));
      this._context.setTransform(ratio, 0, 0, ratio, 0, 0);
      this._context.clearRect(0, 0, size.x, size.y);
      this._paint(this.frame);
    },
    // A long drag must not run off the painted part.
    _follow() {
      if (this._map._animatingZoom || !this._bounds) return;
      const corner = this._map.containerPointToLayerPoint([0, 0]);
      const sight = L.bounds(corner, corner.add(this._map.getSize()));
      if (!this._bounds.contains(sight)) this.repaint();
    },
    repaint() {
      if (!this._map || this._request) return;
      this._request = L.Util.requestAnimFrame(() => {
        this._request = null;
        if (this._map) this._update();
      });
    },
    // Before the next frame is made rather than in it.
    paintNow() {
      if (!this._map || this._map._animatingZoom) return this.repaint();
      L.Util.cancelAnimFrame(this._request);
      this._request = null;
      this._update();
    },
  });

  const widths = new Map();
  const style = (ctx, font, spacing) => {
    ctx.font = font;
    if ("letterSpacing" in ctx) ctx.letterSpacing = `${spacing}px`;
  };
  const text = {
    width(ctx, words, font, spacing = 0) {
      const key = `${font}|${spacing}|${words}`;
      let width = widths.get(key);
      if (width === undefined) {
        if (widths.size > 20000) widths.clear();
        style(ctx, font, spacing);
        width = ctx.measureText(words).width;
        widths.set(key, width);
      }
      return width;
    },
    // Centred on x, y; the halo keeps it legible over lines.
    draw(ctx, words, x, y, { font, colour, halo, spacing = 0, align = "center", weight = 3 }) {
      style(ctx, font, spacing);
      ctx.textAlign = align;
      ctx.textBaseline = "middle";
      ctx.lineJoin = "round";
      ctx.lineWidth = weight;
      ctx.setLineDash([]);
      if (halo) {
        ctx.strokeStyle = halo;
        ctx.strokeText(words, x, y);
      }
      ctx.fillStyle = colour;
      ctx.fillText(words, x, y);
      if (spacing) style(ctx, font, 0);
    },
  };

  // Which boxes of the sheet are taken. A coarse grid keeps thousands of questions cheap.
  class Room {
    constructor(cell = 64) { this.cell = cell; this.cells = new Map(); }
    *keys([x0, y0, x1, y1]) {
      for (let i = Math.floor(x0 / this.cell); i <= Math.floor(x1 / this.cell); i++)
        for (let j = Math.floor(y0 / this.cell); j <= Math.floor(y1 / this.cell); j++) yield i * 4096 + j;
    }
    isFree(box) {
      for (const key of this.keys(box))
        for (const other of this.cells.get(key) || [])
          if (box[0] < other[2] && other[0] < box[2] && box[1] < other[3] && other[1] < box[3]) return false;
      return true;
    }
    take(box) {
      for (const key of this.keys(box)) {
        const list = this.cells.get(key);
        if (list) list.push(box); else this.cells.set(key, [box]);
      }
    }
    claim(box) {
      if (!this.isFree(box)) return false;
      this.take(box);
      return true;
    }
  }

  Object.assign(dateline, { mercator, Sheet, Room, text });
})();
