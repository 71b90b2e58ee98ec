"use strict";
// Search, filters, permalinks, copying, keys. Without it the page says the same; nothing is fetched.
(() => {
  const one = (id) => document.getElementById(id);
  const form = one("filters");
  const all = [...document.querySelectorAll("[data-d]")];
  const theme = one("theme");
  const dark = () => (document.documentElement.dataset.theme
    || (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light")) === "dark";
  const mark = () => {
    theme.textContent = `Use the ${dark() ? "light" : "dark"} theme`;
  };
  theme.addEventListener("click", () => {
    document.documentElement.dataset.theme = dark() ? "light" : "dark";
    mark();
  });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", mark);
  theme.hidden = false;
  mark();

  // What is folded is printed all the same.
  const folded = [];
  addEventListener("beforeprint", () => {
    folded.push(...document.querySelectorAll("details:not([open], .keys)"));
    for (const details of folded) details.open = true;
  });
  addEventListener("afterprint", () => {
    for (const details of folded.splice(0)) details.open = false;
  });

  // Titles of cells stand where something changed; the others are told when they are pointed at.
  addEventListener("pointerover", (event) => {
    const cell = event.target.closest?.(".matrix td:not([title])");
    const told = cell && [...cell.parentElement.cells].slice(0, cell.cellIndex).findLast((before) => before.title);
    const head = cell?.closest("table").rows[0].cells[cell.cellIndex]?.querySelector("a");
    if (told && head) cell.title = `${head.title}: ${told.title.split(": ").pop().replace(/ \(.*\)$/, "")}`;
  });

  // The contents list says where the reader is.
  const contents = new Map([...document.querySelectorAll(".contents a")]
    .map((link) => [one(decodeURIComponent(link.hash.slice(1))), link]).filter(([target]) => target));
  let marked;
  const here = () => {
    let last;
    for (const [target, link] of contents) {
      if (target.checkVisibility() && target.getBoundingClientRect().top < 140) last = link;
    }
    if (last === marked) return;
    marked?.removeAttribute("aria-current");
    last?.setAttribute("aria-current", "location");
    marked = last;
  };
  let waiting = false;
  addEventListener("scroll", () => {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() => {
      waiting = false;
      here();
    });
  }, { passive: true });
  requestAnimationFrame(here);

  // A permalink opens what is folded around its target; older ones are bare numbers.
  let clear = () => {};
  const follow = () => {
    const hash = decodeURIComponent(location.hash.slice(1));
    const target = one(hash) || one(`r-${hash.replace(/[^0-9A-Za-z_]/g, "-")}`);
    if (!target) return;
    if (target.hidden || target.closest("[hidden]")) clear();
    for (let around = target; around; around = around.parentElement) {
      if (around.tagName === "DETAILS") around.open = true;
    }
    target.scrollIntoView({ block: "start" });
  };
  addEventListener("hashchange", follow);
  if (!form) {
    if (location.hash) follow();
    return;
  }

  // In a report, what changed stands beside the recommendations and is not counted twice.
  const own = all.filter((row) => !row.dataset.c);
  // A row that can be copied counts; blocks by reason repeat rows.
  const counted = new Set((own.length > 0 ? own : all).filter((row) => row.dataset.md));
  const groups = [...document.querySelectorAll(".group")].map((element) => ({
    element, rows: [...element.querySelectorAll("[data-d]")], count: element.querySelector(".count"),
  }));
  const [query, found] = [one("q"), one("found")];
  const selects = { c: one("c"), d: one("d"), l: one("l"), s: one("s") };
  const texts = new Map();
  const textOf = (row) => {
    if (!texts.has(row)) texts.set(row, row.textContent.toLowerCase());
    return texts.get(row);
  };

  const option = (select, value, text) => {
    const element = document.createElement("option");
    element.value = value;
    element.textContent = text;
    select.append(element);
  };
  const order = (a, b) => a.localeCompare(b, "en", { numeric: true });
  const words = { unverified: "not verified" };
  const spoken = (value) => words[value] || value.replaceAll("-", " ");
  const values = (key) => [...new Set(all.flatMap((row) => (row.dataset[key] || "").split(/[\s,]+/).filter(Boolean)))];
  const names = new Map([...document.querySelectorAll("[data-section]")].map((row) => [row.dataset.section, row.dataset.name]));
  for (const value of values("c")) option(selects.c, value, value);
  for (const value of values("d")) option(selects.d, value, spoken(value));
  for (const value of values("l").sort(order)) option(selects.l, value, value);
  for (const value of values("s").sort(order)) option(selects.s, value, `${value} ${names.get(value) || ""}`.trim());
  for (const select of Object.values(selects)) select.parentElement.hidden = select.options.length < 2;

  const filter = () => {
    const wanted = query.value.toLowerCase().split(/\s+/).filter(Boolean);
    const wanting = Object.entries(selects).map(([key, select]) => [key, select.value]).filter(([, value]) => value);
    const filtered = wanted.length > 0 || wanting.length > 0;
    let count = 0;
    for (const { element, rows, count: heading } of groups) {
      let shown = 0;
      for (const row of rows) {
        const fits = wanting.every(([key, value]) => (row.dataset[key] || "").split(/[\s,]+/).includes(value))
          && wanted.every((word) => textOf(row).includes(word));
        row.hidden = !fits;
        if (fits) shown += 1;
        if (fits && counted.has(row)) count += 1;
      }
      if (heading && rows.length > 0) heading.textContent = filtered ? `${shown} of ${rows.length}` : heading.dataset.all || `${rows.length}`;
      element.hidden = filtered && shown === 0;
      for (const details of element.querySelectorAll("details.folded")) details.open = filtered;
    }
    found.textContent = filtered ? `${count} of ${counted.size} shown` : `${counted.size} recommendations`;
    found.classList.toggle("filtered", filtered);
  };
  clear = () => {
    form.reset();
    filter();
  };
  let timer;
  query.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(filter, all.length > 1000 ? 120 : 0);
  });
  for (const select of Object.values(selects)) select.addEventListener("change", filter);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", () => setTimeout(filter));

  const copy = async (rows) => {
    const { head } = form.dataset;
    const rule = "| --- ".repeat(head.split("|").length - 2);
    const text = `${head}\n${rule}|\n${rows.map((row) => row.dataset.md).join("\n")}\n`;
    let done = true;
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      const area = document.createElement("textarea");
      area.value = text;
      document.body.append(area);
      area.select();
      done = document.execCommand("copy");
      area.remove();
    }
    found.textContent = done ? `${rows.length} copied as Markdown` : "The browser does not let this page copy";
  };
  const shown = () => [...counted].filter((row) => !row.hidden);
  one("copy").addEventListener("click", () => copy(shown()));

  const current = () => document.activeElement.closest("[data-d]");
  const step = (by) => {
    const rows = shown();
    const at = rows.indexOf(current());
    const next = rows[at < 0 ? 0 : Math.min(Math.max(at + by, 0), rows.length - 1)];
    if (next) next.querySelector(".number").focus();
  };
  const keys = {
    "/": () => query.focus(), j: () => step(1), k: () => step(-1),
    m: () => current() && copy([current()]),
  };
  addEventListener("keydown", (event) => {
    const typing = event.target.closest("input, select, textarea");
    if (event.key === "Escape" && (event.target === query || current())) {
      clear();
      return;
    }
    if (typing || event.ctrlKey || event.metaKey || event.altKey || !one("keys").checked) return;
    const act = keys[event.key];
    if (act) {
      event.preventDefault();
      act();
    }
  });

  form.hidden = false;
  filter();
  if (location.hash) follow();
})();
