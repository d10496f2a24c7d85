// The map as a picture: its sheets, one upon the other, with credit and scale, as a PNG that the browser saves. No library:
// all that is drawn is drawn on canvases of ours. Online tiles are another host's images and are left out.
"use strict";
(() => {
  const dateline = window.dateline;
  const MARGIN = 10, LINE = 16;

  // The canvas of what the map shows now. scale: { width in pixels, words } of the scale bar, or null.
  dateline.picture = (box, { paper, ink, credit, note, scale }) => {
    const sight = box.getBoundingClientRect(), ratio = Math.min(2, window.devicePixelRatio || 1);
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(sight.width * ratio);
    canvas.height = Math.round(sight.height * ratio);
    const ctx = canvas.getContext("2d");
    ctx.scale(ratio, ratio);
    ctx.fillStyle = paper;
    ctx.fillRect(0, 0, sight.width, sight.height);
    const sheets = [...box.querySelectorAll("canvas.dl-sheet")];
    const height = (sheet) => Number(getComputedStyle(sheet.parentElement).zIndex) || 0;
    for (const sheet of sheets.sort((a, b) => height(a) - height(b))) {
      const at = sheet.getBoundingClientRect();
      if (sheet.width && sheet.height) ctx.drawImage(sheet, at.left - sight.left, at.top - sight.top, at.width, at.height);
    }
    ctx.font = "11px sans-serif";
    const write = (words, x, y, align) => dateline.text.draw(ctx, words, x, y, { font: ctx.font, colour: ink, halo: paper, align });
    write(note, MARGIN, sight.height - MARGIN, "left");
    write(credit, sight.width - MARGIN, sight.height - MARGIN, "right");
    if (scale) {
      const right = sight.width - MARGIN, y = sight.height - MARGIN - LINE;
      ctx.strokeStyle = ink;
      ctx.lineWidth = 1.5;
      ctx.beginPath();
      for (const [x, top] of [[right - scale.width, y - 5], [right - scale.width, y], [right, y], [right, y - 5]]) ctx.lineTo(x, top);
      ctx.stroke();
      write(scale.words, right - scale.width / 2, y - LINE / 2, "center");
    }
    return canvas;
  };

  dateline.savePicture = (canvas, name) =>
    canvas.toBlob((blob) => {
      const link = document.createElement("a");
      link.href = URL.createObjectURL(blob);
      link.download = name;
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
    }, "image/png");
})();
