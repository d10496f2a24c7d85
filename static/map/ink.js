// Painting: every mark of a layout, and what is pointed at, with the line, colour and shape that its claim calls for.
"use strict";
(() => {
  const dateline = window.dateline, { mercator, text, fonts, shapes, short, Names } = dateline;
  const { trim } = dateline.curves;

  class Ink {
    constructor(marks, colours) {
      Object.assign(this, { marks, colours });
    }

    flow(route) {
      return this.colours.flows[route.flow] || this.colours.flows.other;
    }

    // bare: what lies beneath shows through, as online tiles do.
    paint(frame, world, bare = false) {
      const { ctx } = frame, c = this.colours;
      for (const { mark, area } of this.marks.areas) this.shade(frame, world, mark, area);
      if (this.marks.areas.length && !bare) world.paintLakes(frame, c);
      for (const tag of this.marks.tags) if (tag.mark.shape === shapes.LABEL || (tag.mark.shape === shapes.COUNTRY && !this.isShaded(tag.mark))) this.halo(frame, tag.mark);
      Names.paint(frame, this.marks.ground, c);
      for (const arc of this.marks.arcs) this.paintArc(ctx, arc);
      const quiet = this.marks.selected !== null;
      for (const drawn of this.marks.lines) if (!this.marks.touches(drawn.route)) this.paintLine(ctx, drawn, quiet ? 0.3 : 0.95);
      for (const drawn of this.marks.lines) if (this.marks.touches(drawn.route)) this.paintLine(ctx, drawn, 1, this.marks.isChosen(drawn.route));
      this.paintNodes(frame);
      for (const dot of this.marks.dots.slice().reverse()) this.paintDot(ctx, dot);
      for (const { words, x, y, style, route } of this.marks.captions) {
        ctx.globalAlpha = quiet && !this.marks.touches(route) ? 0.45 : 1;
        text.draw(ctx, words, x, y, style);
      }
      ctx.globalAlpha = 1;
      for (const tag of this.marks.tags) this.paintTag(ctx, tag);
    }

    isShaded(mark) {
      return this.marks.areas.some((a) => a.mark === mark);
    }

    shade(frame, world, mark, area) {
      const { ctx } = frame, near = Math.max(0.4, Math.min(1, 1.9 - 0.18 * frame.zoom));
      const strength = Math.min(0.24, 0.06 + 0.03 * Math.log2(1 + mark.mentions)) * near; // paler where it fills the map
      ctx.beginPath();
      world.path(frame, [area]);
      ctx.fillStyle = `rgba(${this.colours.area},${strength})`;
      ctx.fill("evenodd");
      if (!this.marks.isChosen(mark)) return;
      ctx.lineJoin = "round";
      ctx.lineWidth = 4;
      ctx.strokeStyle = this.colours.glow;
      ctx.stroke();
      ctx.lineWidth = 1.3;
      ctx.strokeStyle = this.colours.ink;
      ctx.stroke();
    }

    halo(frame, mark) {
      const { ctx } = frame;
      for (const world of frame.worlds()) {
        const x = frame.x(mark.u + world), y = frame.y(mark.v);
        const r = Math.max(22, Math.min(170, mercator.span(mark.radius ?? 60, mark.v) * frame.scale));
        const glow = ctx.createRadialGradient(x, y, r * 0.2, x, y, r), strength = Math.min(0.34, 0.12 + 0.05 * Math.log2(1 + mark.mentions));
        const tint = this.marks.isChosen(mark) ? "242,200,0" : this.colours.area;
        glow.addColorStop(0, `rgba(${tint},${strength})`);
        glow.addColorStop(1, `rgba(${tint},0)`);
        ctx.fillStyle = glow;
        ctx.beginPath();
        ctx.arc(x, y, r, 0, 7);
        ctx.fill();
      }
    }

    dash(ctx, line, width) {
      if (line === "dashed" || line === "denied") ctx.setLineDash([width * 2 + 4, width + 4]);
      else if (line === "dotted") ctx.setLineDash([0.1, width * 1.9 + 2]);
      else ctx.setLineDash([]);
      ctx.lineCap = line === "dotted" ? "round" : "butt";
    }

    paintLine(ctx, { route, line, width, tip, middle, loose }, alpha, chosen = false) {
      const colour = this.flow(route), head = 6 + width * 1.7, before = line[Math.max(0, line.length - 4)];
      const angle = Math.atan2(tip[1] - before[1], tip[0] - before[0]);
      const body = trim(line, 0, head * 0.8);
      const trace = () => {
        ctx.beginPath();
        body.forEach(([x, y], i) => (i ? ctx.lineTo(x, y) : ctx.moveTo(x, y)));
      };
      ctx.save();
      ctx.globalAlpha = alpha;
      ctx.lineJoin = "round";
      ctx.lineCap = "round";
      trace();
      ctx.lineWidth = width + (chosen ? 9 : 3);
      ctx.strokeStyle = chosen ? this.colours.glow : this.colours.halo;
      ctx.stroke();
      this.dash(ctx, route.line, width);
      ctx.lineWidth = route.line === "dotted" ? width + 0.8 : width;
      ctx.strokeStyle = colour;
      ctx.stroke();
      ctx.setLineDash([]);
      this.arrow(ctx, tip, angle, head, colour);
      if (route.line === "denied") this.strike(ctx, middle, width, colour);
      if (loose) text.draw(ctx, "?", loose[0], loose[1] - 8, { font: `700 12px ${fonts.SANS}`, colour, halo: this.colours.halo });
      ctx.restore();
    }

    arrow(ctx, [x, y], angle, size, colour) {
      ctx.save();
      ctx.translate(x, y);
      ctx.rotate(angle);
      ctx.beginPath();
      ctx.moveTo(1, 0);
      ctx.lineTo(-size, size * 0.46);
      ctx.lineTo(-size * 0.72, 0);
      ctx.lineTo(-size, -size * 0.46);
      ctx.closePath();
      ctx.lineWidth = 2;
      ctx.strokeStyle = this.colours.halo;
      ctx.stroke();
      ctx.fillStyle = colour;
      ctx.fill();
      ctx.restore();
    }

    // The mark of a denial: a cross on the line.
    strike(ctx, [x, y], width, colour) {
      const arm = 4 + width;
      ctx.beginPath();
      ctx.arc(x, y, arm + 3, 0, 7);
      ctx.fillStyle = this.colours.paper;
      ctx.fill();
      ctx.lineWidth = Math.max(1.2, width * 0.6);
      ctx.strokeStyle = colour;
      ctx.stroke();
      ctx.lineWidth = Math.max(2, width * 0.9);
      ctx.beginPath();
      ctx.moveTo(x - arm * 0.6, y - arm * 0.6);
      ctx.lineTo(x + arm * 0.6, y + arm * 0.6);
      ctx.moveTo(x + arm * 0.6, y - arm * 0.6);
      ctx.lineTo(x - arm * 0.6, y + arm * 0.6);
      ctx.stroke();
    }

    // Where a line meets an area: a ring, so that the end is seen for what it is, the place of a label.
    paintNodes(frame) {
      const { ctx } = frame;
      for (const world of frame.worlds())
        for (const m of this.marks.places) {
          if (!m.isEnd || m.shape === shapes.DOT) continue;
          ctx.beginPath();
          ctx.arc(frame.x(m.u + world), frame.y(m.v), 3.6, 0, 7);
          ctx.fillStyle = this.colours.nodeEdge;
          ctx.fill();
          ctx.lineWidth = 1.6;
          ctx.strokeStyle = this.colours.node;
          ctx.stroke();
        }
    }

    paintDot(ctx, { mark, mentions, x, y, r, members }) {
      const c = this.colours, chosen = this.marks.isChosen(mark);
      if (chosen) {
        ctx.beginPath();
        ctx.arc(x, y, r + 6, 0, 7);
        ctx.fillStyle = c.glow;
        ctx.fill();
      }
      if (members.length > 1) { // a second rim: there is more than one place in here
        ctx.beginPath();
        ctx.arc(x, y, r + 2.6, 0, 7);
        ctx.lineWidth = 1.2;
        ctx.strokeStyle = c.node;
        ctx.stroke();
      }
      ctx.beginPath();
      ctx.arc(x, y, r, 0, 7);
      ctx.fillStyle = mentions ? c.node : c.nodeEdge;
      ctx.fill();
      ctx.lineWidth = mentions ? 1.4 : 1.8;
      ctx.strokeStyle = mentions ? c.nodeEdge : c.node;
      ctx.stroke();
      const font = `700 ${r > 14 ? 12 : 10}px ${fonts.SANS}`, fits = r >= 8 && text.width(ctx, short(mentions), font) < 2 * r - 3;
      if (fits) text.draw(ctx, short(mentions), x, y + 0.5, { font, colour: c.nodeEdge });
    }

    paintTag(ctx, { mark, style, words, count, pill, x, y, wide, full }) {
      const left = x - full / 2, chosen = this.marks.isChosen(mark);
      text.draw(ctx, words, left + wide / 2, y, chosen ? { ...style, halo: this.colours.select, colour: "#14171f", weight: 4 } : style);
      if (!count) return;
      ctx.beginPath();
      ctx.roundRect(left + wide + 4, y - 7, pill, 14, 7);
      ctx.fillStyle = this.colours.node;
      ctx.fill();
      text.draw(ctx, short(count), left + wide + 4 + pill / 2, y + 0.5, { font: `700 10px ${fonts.SANS}`, colour: this.colours.nodeEdge });
    }

    paintArc(ctx, { relative, x, y, reach, angle, to, caption }) {
      const c = this.colours;
      ctx.save();
      ctx.strokeStyle = c.ink;
      ctx.lineWidth = 1.3;
      ctx.globalAlpha = 0.75;
      ctx.setLineDash([2, 4]);
      if (to) {
        ctx.beginPath();
        ctx.moveTo(x, y);
        ctx.lineTo(...to);
        ctx.stroke();
      }
      ctx.setLineDash([]);
      ctx.lineWidth = 1.8;
      ctx.beginPath();
      ctx.arc(x, y, reach, ...(angle === null ? [0, 7] : [angle - 0.3, angle + 0.3]));
      if (relative.distance === null) ctx.setLineDash([3, 4]);
      ctx.stroke();
      ctx.restore();
      if (caption) text.draw(ctx, caption.words, caption.x, caption.y, caption.style);
    }

    // What is pointed at, on the sheet above: it must not cost a painting of everything.
    paintSpot(frame, hit, world) {
      if (!hit || !this.marks.frame) return;
      const { ctx } = frame, c = this.colours;
      if (hit.route) {
        for (const drawn of this.marks.lines) if (drawn.route === hit.route) this.paintLine(ctx, { ...drawn, width: drawn.width + 1.2 }, 1);
        return;
      }
      ctx.strokeStyle = c.ink;
      ctx.lineWidth = 2;
      const dot = this.marks.dots.find((d) => d.members.includes(hit.mark));
      const area = this.marks.areas.find((a) => a.mark === hit.mark);
      ctx.beginPath();
      if (dot) ctx.arc(dot.x, dot.y, dot.r + 4, 0, 7);
      else if (area && world) {
        world.path(frame, [area.area]);
        ctx.lineWidth = 1.2;
      } else {
        const tag = this.marks.tags.find((t) => t.mark === hit.mark);
        if (!tag) return;
        ctx.moveTo(tag.box[0], tag.box[3] + 1);
        ctx.lineTo(tag.box[2], tag.box[3] + 1);
      }
      ctx.stroke();
    }
  }

  dateline.Ink = Ink;
})();
