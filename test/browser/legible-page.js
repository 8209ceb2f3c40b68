/** Runs in the page: see legible.ts. */
globalThis.illegible = (root) => {
  /** The size of letters that can still be read without a glass, in pixels. */
  const leastLetter = 7;
  const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true });

  /** Red, green, blue and opacity, whatever the notation. */
  function parse(colour) {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = colour;
    canvas.fillRect(0, 0, 1, 1);
    return [...canvas.getImageData(0, 0, 1, 1).data];
  }
  function over(top, below, opacity) {
    const share = ((top[3] ?? 255) / 255) * opacity;
    return [0, 1, 2].map((at) => (top[at] ?? 0) * share + (below[at] ?? 0) * (1 - share));
  }
  function luminance(colour) {
    const [r = 0, g = 0, b = 0] = colour.map((value) => {
      const part = value / 255;
      return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  }
  function contrast(one, other) {
    const [a, b] = [luminance(one), luminance(other)];
    return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
  }
  function background(from) {
    const layers = [];
    for (let at = from; at; at = at.parentElement) {
      const layer = parse(getComputedStyle(at).backgroundColor);
      layers.push(layer);
      if (layer[3] === 255) break;
    }
    return layers.reduceRight((below, layer) => over(layer, below, 1), [255, 255, 255]);
  }
  function opacity(from, until) {
    let product = 1;
    for (let at = from; at && at !== until; at = at.parentElement)
      product *= Number(getComputedStyle(at).opacity);
    return product;
  }

  return [...root.querySelectorAll('svg')].flatMap((svg) => {
    const frame = svg.getBoundingClientRect();
    const page = background(svg);
    const texts = [...svg.querySelectorAll('text')]
      .filter((text) => text.textContent?.trim() && opacity(text, svg) > 0)
      .map((text) => ({ text, box: text.getBoundingClientRect() }));
    const scale = frame.width / (svg.viewBox.baseVal?.width || frame.width);
    const tiny = texts.filter(
      ({ text }) => Number.parseFloat(getComputedStyle(text).fontSize) * scale < leastLetter,
    );
    const cut = texts.filter(
      ({ box }) =>
        box.left < frame.left - 1 ||
        box.right > frame.right + 1 ||
        box.top < frame.top - 1 ||
        box.bottom > frame.bottom + 1,
    );
    const faint = texts.filter(({ text }) => {
      const colour = parse(getComputedStyle(text).fill);
      return contrast(over(colour, page, opacity(text, svg)), page) < 4.5;
    });
    const covered = texts.filter(({ box }, at) =>
      texts.slice(at + 1).some(({ box: other }) => {
        const across = Math.min(box.right, other.right) - Math.max(box.left, other.left);
        const down = Math.min(box.bottom, other.bottom) - Math.max(box.top, other.top);
        // Boxes are taller than letters.
        return across > 2 && down > box.height / 3;
      }),
    );
    const lines = [...svg.querySelectorAll('line, path, circle, rect')].filter((shape) => {
      const { stroke, fill } = getComputedStyle(shape);
      const isAccent = (colour) => {
        const [r = 0, g = 0, b = 0, a = 0] = parse(colour);
        return a > 0 && Math.max(r, g, b) - Math.min(r, g, b) > 40;
      };
      return [stroke, fill].some((colour) => isAccent(colour) && contrast(parse(colour), page) < 3);
    });
    return [
      ...cut.map(({ text }) => `cut off: ${text.textContent}`),
      ...tiny.map(({ text }) => `tiny: ${text.textContent}`),
      ...faint.map(({ text }) => `faint: ${text.textContent}`),
      ...covered.map(({ text }) => `covered: ${text.textContent}`),
      ...lines.slice(0, 3).map((shape) => `faint: ${shape.outerHTML.slice(0, 120)}`),
    ];
  });
};
