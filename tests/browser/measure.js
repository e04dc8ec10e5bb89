// What a person sees and a test can measure; available on every page as `measure`.

window.measure = (() => {
  const shown = (element) => element.checkVisibility() && !element.closest(".visually-hidden, .skip:not(:focus)");
  const all = (selector) => [...document.querySelectorAll(selector)].filter(shown);
  const name = (element) => `${element.localName}#${element.id} ${(element.innerText || element.value || "").slice(0, 40)}`;
  const textsOf = (element) => {
    const visible = (node) => shown(node.parentElement) ? NodeFilter.FILTER_ACCEPT : NodeFilter.FILTER_REJECT;
    const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT, visible);
    return [...(function* () { while (walker.nextNode()) yield walker.currentNode; })()];
  };
  const linesOf = (text) => {
    const range = document.createRange();
    range.selectNodeContents(text);
    return [...range.getClientRects()];
  };
  const ring = (element) => {
    const style = getComputedStyle(element.closest(".choice") ?? element);
    const outline = style.outlineStyle === "none" ? "" : `${style.outlineWidth} ${style.outlineColor}`;
    return `${outline} ${style.boxShadow}`;
  };
  const unfocused = new WeakMap();

  return {
    // Answers and buttons of less than 44 px, anything else to press of less than 24.
    small() {
      const large = ".choice, .input, .button, .button--link, summary";
      const tooSmall = (selector, least) => all(selector).filter((element) => {
        const { width, height } = element.getBoundingClientRect();
        return Math.min(width, height) < least;
      });
      const links = all("a, button, input, select, textarea").filter((element) => !element.closest(`${large}, .skip`));
      return [...tooSmall(large, 44), ...links.filter((link) => tooSmall("*", 24).includes(link))].map(name);
    },
    // Text that sticks out of its box or out of the window.
    cutOff() {
      const boxes = all(".choice, .button, .button--link, legend, label, dt, dd, p, h1, h2, a, li, summary");
      return boxes.filter((box) => {
        const edge = box.getBoundingClientRect();
        const fits = ({ left, right }) => left >= edge.left - 1 && right <= edge.right + 1 && left >= 0 && right <= innerWidth;
        return !textsOf(box).flatMap(linesOf).every(fits) || box.scrollWidth > box.clientWidth + 1 && box.clientWidth > 0;
      }).map(name);
    },
    async places() {
      await document.fonts.ready;
      return all(".choice, .choice *, .button, .input, legend, h2").map((element, index) => {
        const { x, y, width, height } = element.getBoundingClientRect();
        return `${index} ${element.localName} ${x} ${y + scrollY} ${width} ${height}`;
      });
    },
    // Errors that no box and no question refers to, or whose question is not marked.
    looseErrors() {
      const described = (error) => document.querySelector(`[aria-describedby~="${error.id}"]`);
      const marked = (error) => error.closest(".question.has-error");
      return all(".error").filter((error) => !described(error) || !marked(error)).map(name);
    },
    width: () => document.documentElement.scrollWidth,
    height: () => document.documentElement.scrollHeight,
    rememberRings() {
      const reachable = all("a, button, input, select, textarea, summary");
      for (const element of reachable.filter((candidate) => candidate !== document.activeElement)) {
        if (!unfocused.has(element)) unfocused.set(element, ring(element));
      }
    },
    // Where the focus is, and whether one can see that.
    focus() {
      const element = document.activeElement;
      const { name: field = "", type = "", value = "" } = element;
      return { field, type, value, text: element.innerText ?? "", ring: ring(element) !== unfocused.get(element), name: name(element) };
    },
  };
})();
