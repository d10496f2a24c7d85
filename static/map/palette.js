// Every colour and typeface of the map, light and dark. Flows are Okabe and Ito's palette, which colour-blind readers can
// tell apart; the dark set has the same hues, lighter. Yellow is kept for what is selected.
"use strict";
(() => {
  const SANS = '"Source Sans 3","Source Sans Pro",system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif';
  const SERIF = 'Charter,"Source Serif 4",Georgia,"Liberation Serif","Times New Roman",serif';
  const light = {
    water: "#dfe8ea", shore: "#b9cacd", land: "#f7f4ec", border: "#cfc8b8", disputed: "#a89f8c",
    country: "#8d8675", sea: "#7f9aa3", city: "#7b7668", dot: "#a39c8b", groundHalo: "rgba(247,244,236,.85)",
    seaHalo: "rgba(223,232,234,.9)", area: "84,78,66", ink: "#23293a", paper: "#fffdf8", halo: "rgba(255,253,248,.92)",
    node: "#2f3b57", nodeEdge: "#fffdf8", label: "#1d2231", select: "#f2c800", glow: "rgba(242,200,0,.55)",
    panel: "rgba(255,253,248,.95)", line: "#ddd6c7", quiet: "#6d6858",
    flows: { supply: "#0072b2", technology: "#009e73", strike: "#d55e00", visit: "#56b4e9", displacement: "#e69f00",
      aid: "#cc79a7", other: "#5b5b5b" },
    // The same hues as dark as small letters need to be.
    flowWords: { supply: "#00629b", technology: "#00775a", strike: "#a84800", visit: "#20719f", displacement: "#855b00",
      aid: "#9c4675", other: "#4d4d4d" },
  };
  const dark = {
    water: "#12181d", shore: "#2c3940", land: "#20262b", border: "#39424a", disputed: "#6a7178",
    country: "#7d8790", sea: "#557280", city: "#8a9298", dot: "#69727a", groundHalo: "rgba(32,38,43,.85)",
    seaHalo: "rgba(18,24,29,.9)", area: "208,204,190", ink: "#f1eee6", paper: "#171d22", halo: "rgba(20,25,30,.9)",
    node: "#e8e3d6", nodeEdge: "#171d22", label: "#f4f1ea", select: "#ffd83d", glow: "rgba(255,216,61,.45)",
    panel: "rgba(25,31,36,.95)", line: "#3a444c", quiet: "#a3a9ac",
    flows: { supply: "#4ea5e0", technology: "#2bc49b", strike: "#ff8a3d", visit: "#a5dbff", displacement: "#f5bd41",
      aid: "#e79cc4", other: "#b5b5b5" },
  };
  dark.flowWords = dark.flows;
  window.dateline = Object.assign(window.dateline || {}, { palettes: { light, dark }, fonts: { SANS, SERIF } });
})();
