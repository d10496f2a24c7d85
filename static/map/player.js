// Playback: what of the data holds at one moment, and the panel that moves the moment. It draws nothing on the map itself.
// Days are whole numbers, as Python counts them (1 is 1 January of the year 1, a Monday): no time zone can shift them.
"use strict";
(() => {
  const dateline = window.dateline;
  const EPOCH = 719163, DAY_MS = 86_400_000; // 1 January 1970 in those numbers
  const STEPS = ["day", "week", "month"], SPEEDS = { slow: 1600, normal: 800, fast: 350 };
  const IDLE_SHARE = 0.3; // of a step's time where nothing changes
  const BAR = 20; // pixels of the tallest bar

  const dateOf = (day) => new Date((day - EPOCH) * DAY_MS);
  const dayOf = (date) => Math.round(date / DAY_MS) + EPOCH;
  const iso = (day) => dateOf(day).toISOString().slice(0, 10);
  const parse = (text) => (/^\d{4}-\d\d-\d\d$/.test(text || "") && !Number.isNaN(Date.parse(text)) ? dayOf(Date.parse(text)) : null);

  const opening = {
    day: (day) => day,
    week: (day) => day - ((day - 1) % 7),
    month: (day) => dayOf(Date.UTC(dateOf(day).getUTCFullYear(), dateOf(day).getUTCMonth(), 1)),
  };
  const following = {
    day: (start) => start + 1,
    week: (start) => start + 7,
    month: (start) => dayOf(Date.UTC(dateOf(start).getUTCFullYear(), dateOf(start).getUTCMonth() + 1, 1)),
  };

  // [first day, last day] of every step from one day to another.
  function periods(step, first, last) {
    const found = [];
    for (let start = opening[step](first); start <= last; start = following[step](start)) found.push([start, following[step](start) - 1]);
    return found;
  }

  // How many of these intervals (low, high, count, low, high, count...) hold from one day to another. What is known to a
  // month only may be on any day of it, so it counts in each.
  function holding(intervals, from, to) {
    let count = 0;
    for (let i = 0; i < intervals.length; i += 3) if (intervals[i] <= to && intervals[i + 1] >= from) count += intervals[i + 2];
    return count;
  }

  // The overlay's data as it stood: places without a mention and routes without a claim are left out.
  function shownAt(data, [from, to]) {
    const { days, places, routes, relatives } = data;
    const mentions = days.places.map((intervals) => holding(intervals, from, to));
    const kept = places.id.map((_, i) => i).filter((i) => mentions[i]);
    const column = (name) => kept.map((i) => places[name][i]);
    const claims = days.routes.map((intervals) => holding(intervals, from, to));
    return {
      ...data,
      places: { ...Object.fromEntries(Object.keys(places).map((name) => [name, column(name)])), mentions: kept.map((i) => mentions[i]),
        articles: kept.map(() => 0), actors: kept.map(() => 0), routes: kept.map(() => 0) }, // counted for the whole view only
      routes: routes.map((route, i) => ({ ...route, claims: claims[i], sources: 0 })).filter((route) => route.claims),
      relatives: relatives.filter((_, i) => holding(days.relatives[i], from, to)),
      mentions: mentions.reduce((a, b) => a + b, 0),
      claims: claims.reduce((a, b) => a + b, 0),
    };
  }

  class Player {
    // tools: make, icon, say, counted, language; onMoment(data), onPlay(), onClose(), onPeriod(from, to), onResize()
    // are the map's.
    constructor(box, tools) {
      Object.assign(this, tools);
      this.timer = null;
      this.panel = this.make("section", "dl-panel dl-player", box);
      this.panel.hidden = true;
      this.panel.setAttribute("aria-label", this.say("player"));
      this.build();
      new ResizeObserver(() => {
        this.paintBars();
        this.onResize();
      }).observe(this.panel);
    }

    get open() { return !this.panel.hidden; }
    get playing() { return this.timer !== null; }
    get period() { return this.periods[this.index]; }
    get span() { return this.whole ? [-Infinity, this.period[1]] : this.period; }

    build() {
      const { make, say, panel } = this;
      const button = (row, name, act, ...paths) => {
        const made = make("button", "", row);
        made.type = "button";
        made.dataset.act = name;
        this.label(made, name);
        this.icon(made, ...paths);
        made.addEventListener("click", act);
        return made;
      };
      const select = (row, name, values, changed) => {
        const made = make("select", "", row);
        made.setAttribute("aria-label", say(name));
        made.dataset.choice = name;
        for (const value of values) make("option", "", made, say(`${name}_${value}`)).value = value;
        made.addEventListener("change", () => changed(made.value));
        return made;
      };
      const top = make("div", "dl-player-row", panel);
      button(top, "step_back", () => this.move(-1), "M14 4v12L7 10zM5 4v12");
      this.toggle = button(top, "play", () => (this.playing ? this.pause() : this.play()), "M6 4v12l10-6z");
      button(top, "step_on", () => this.move(1), "M6 4v12l7-6zM15 4v12");
      this.words = make("div", "dl-player-words", top);
      this.when = make("strong", "", this.words);
      this.what = make("span", "", this.words);
      button(top, "player_close", () => this.close(), "M5 5l10 10M15 5L5 15");
      const track = make("div", "dl-player-track", panel);
      this.bars = make("canvas", "", track);
      this.bars.setAttribute("aria-hidden", "true");
      this.range = make("input", "", track);
      this.range.type = "range";
      this.range.min = 0;
      this.range.setAttribute("aria-label", say("moment"));
      this.range.addEventListener("input", () => {
        this.pause();
        this.show(Number(this.range.value));
      });
      const choices = make("div", "dl-player-row dl-player-choices", panel);
      this.stepChoice = select(choices, "step", STEPS, (value) => this.choose(value, this.whole));
      this.wholeChoice = select(choices, "span", ["all", "window"], (value) => this.choose(this.step, value === "all"));
      this.speedChoice = select(choices, "speed", Object.keys(SPEEDS), () => this.playing && this.play());
      this.speedChoice.value = "normal";
      const filter = make("button", "dl-player-filter", choices, say("keep_period"));
      filter.type = "button";
      filter.dataset.act = "keep_period";
      filter.addEventListener("click", () => {
        this.pause();
        this.onPeriod(this.whole ? iso(this.days.first) : iso(Math.max(this.period[0], this.days.first)), iso(Math.min(this.period[1], this.days.last)));
      });
    }

    label(button, name) {
      button.title = this.say(name);
      button.setAttribute("aria-label", this.say(name));
    }

    // New data from the page. wanted: {step, moment, whole} of the address, used when the panel opens.
    take(data, wanted) {
      const fresh = !this.open, now = fresh ? wanted.moment : this.period[0];
      this.data = data;
      this.days = data.days;
      if (fresh) this.whole = wanted.whole;
      this.step = fresh ? (STEPS.includes(wanted.step) ? wanted.step : "month") : this.step;
      this.panel.hidden = false;
      this.cut(now ?? this.days.first);
      this.show(this.index);
      const still = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
      if (fresh && wanted.moment === null && !still) this.play();
    }

    choose(step, whole) {
      const now = this.period[step === this.step ? 0 : 1];
      Object.assign(this, { step, whole });
      this.cut(now);
      this.show(this.index);
    }

    cut(day) {
      this.periods = periods(this.step, this.days.first, this.days.last);
      const after = this.periods.findIndex(([, end]) => end >= day);
      this.index = after < 0 ? this.periods.length - 1 : after;
      this.range.max = this.periods.length - 1;
      this.stepChoice.value = this.step;
      this.wholeChoice.value = this.whole ? "all" : "window";
      const all = [...this.days.places, ...this.days.routes];
      this.heights = new Float64Array(this.periods.length);
      const starts = this.periods.map(([start]) => start);
      for (const intervals of all)
        for (let i = 0; i < intervals.length; i += 3) {
          let at = 0, end = starts.length; // the step in which it begins
          while (end - at > 1) {
            const middle = (at + end) >> 1;
            if (starts[middle] <= intervals[i]) at = middle; else end = middle;
          }
          this.heights[at] += intervals[i + 2];
        }
      this.paintBars();
    }

    show(index) {
      this.index = index;
      const shown = shownAt(this.data, this.span), words = this.wordsOf(this.period);
      this.range.value = index;
      this.range.setAttribute("aria-valuetext", words);
      this.when.textContent = this.whole ? this.say("until", { when: words }) : words;
      this.what.textContent = [this.counted("mentions", shown.mentions), this.counted("claims", shown.claims),
        this.days.undated ? this.counted("undated", this.days.undated) : ""].filter(Boolean).join(" · ");
      this.paintBars();
      this.onMoment(shown);
    }

    move(by) {
      this.pause();
      this.show(Math.max(0, Math.min(this.periods.length - 1, this.index + by)));
    }

    play() {
      this.pause();
      if (this.index >= this.periods.length - 1) this.show(0);
      const next = () => {
        if (this.index >= this.periods.length - 1) return this.pause();
        this.show(this.index + 1);
        wait();
      };
      const wait = () => {
        const idle = this.index + 1 < this.periods.length && !this.heights[this.index + 1] && (this.whole || !this.heights[this.index]);
        this.timer = setTimeout(next, SPEEDS[this.speedChoice.value] * (idle ? IDLE_SHARE : 1));
      };
      wait();
      this.mark();
    }

    pause() {
      clearTimeout(this.timer);
      this.timer = null;
      this.mark();
    }

    mark() {
      const name = this.playing ? "pause" : "play";
      this.toggle.querySelector("path").setAttribute("d", this.playing ? "M6 4v12M14 4v12" : "M6 4v12l10-6z");
      this.toggle.dataset.act = name;
      this.label(this.toggle, name);
      this.onPlay();
    }

    hide() {
      this.pause();
      this.panel.hidden = true;
    }

    close() {
      this.hide();
      this.onClose();
    }

    wordsOf([start, end]) {
      const form = (day, options) => dateOf(day).toLocaleDateString(this.language, { timeZone: "UTC", ...options });
      if (this.step === "month") return form(start, { month: "long", year: "numeric" });
      const day = { day: "numeric", month: "short", year: "numeric" };
      return this.step === "day" ? form(start, day) : `${form(start, { day: "numeric", month: "short" })} – ${form(end, day)}`;
    }

    paintBars() {
      if (!this.open || !this.heights) return;
      const wide = this.bars.clientWidth, ratio = window.devicePixelRatio || 1, ctx = this.bars.getContext("2d");
      this.bars.width = wide * ratio;
      this.bars.height = BAR * ratio;
      ctx.scale(ratio, ratio);
      const style = getComputedStyle(this.panel), most = Math.max(1, ...this.heights), each = wide / this.heights.length;
      this.heights.forEach((count, i) => {
        if (!count) return;
        const inside = this.whole ? i <= this.index : i === this.index, high = Math.max(2, (BAR * count) / most);
        ctx.fillStyle = style.getPropertyValue(inside ? "--dl-ink" : "--dl-line");
        ctx.fillRect(i * each, BAR - high, Math.max(1, each - 1), high);
      });
    }

    // What the address bar keeps of it.
    get address() {
      return this.open ? { play: this.step, moment: iso(this.period[0]), span: this.whole ? null : "window" }
        : { play: null, moment: null, span: null };
    }
  }

  Object.assign(dateline, { Player, playback: { periods, holding, shownAt, parse, iso } });
})();
