// What the page does beside being read. Everything here is added to a page that is whole without it: no control exists unless this runs.
(() => {
  "use strict";
  const ALIKE = 100; // Letters of a name that are compared: tables cut very long names, drawings do not.
  const page = document.documentElement;
  page.classList.add("js");

  const make = (tag, properties, ...children) => {
    const element = Object.assign(document.createElement(tag), properties);
    element.append(...children);
    return element;
  };
  const button = (text, act, className = "") => {
    const made = make("button", { type: "button", className }, text);
    made.addEventListener("click", act);
    return made;
  };
  const many = (count, one, more) => `${count.toLocaleString("en-GB")} ${count === 1 ? one : more}`;

  // Tables: sort, filter, fold.

  const amount = (cell) => {
    const written = cell.dataset.n ?? cell.textContent.replaceAll(",", "").replace("−", "-").trim();
    return written === "" ? NaN : Number(written);
  };
  const compare = (column, numeric, down) => (a, b) => {
    const [left, right] = [a.cells[column], b.cells[column]];
    const sign = down ? -1 : 1;
    if (!numeric) return sign * left.textContent.localeCompare(right.textContent, "en", { numeric: true });
    const [x, y] = [amount(left), amount(right)];
    // What was not measured comes last either way.
    if (Number.isNaN(x) || Number.isNaN(y)) return Number.isNaN(x) - Number.isNaN(y);
    return sign * (x - y);
  };

  const tables = [];
  const equip = (table) => {
    const region = table.closest(".wide");
    const body = table.tBodies[0];
    const asWritten = [...body.rows];
    const first = asWritten.filter((row) => !row.classList.contains("more")).length;
    const long = first < asWritten.length;
    let folded = long;
    let wanted = "";
    const status = make("span", { className: "quiet" });
    status.setAttribute("role", "status");
    const fold = button("", () => {
      folded = !folded;
      update();
    });

    const update = () => {
      let shown = 0;
      for (const row of body.rows) {
        const fits = wanted === "" || row.textContent.toLowerCase().includes(wanted);
        row.classList.toggle("off", !fits);
        shown += fits;
        row.classList.toggle("more", fits && folded && wanted === "" && shown > first && !row.classList.contains("lit"));
      }
      const rows = many(asWritten.length, "row", "rows");
      const here = `of the ${rows} on this page`;
      status.textContent = wanted === "" ? `${folded ? first : "all"} ${here}` : `${shown} ${here} ${shown === 1 ? "matches" : "match"}`;
      fold.textContent = folded ? `Show all ${rows}` : `Show the first ${many(first, "row", "rows")}`;
      fold.setAttribute("aria-expanded", String(!folded));
      fold.hidden = wanted !== "";
    };
    tables.push(update);

    if (asWritten.length > 2) {
      for (const [column, head] of [...table.tHead.rows[0].cells].entries()) {
        const numeric = head.classList.contains("n");
        const turn = () => {
          // A number is first asked for its largest, a name for its beginning; the third time brings back the order of the study.
          const [once, twice] = numeric ? ["descending", "ascending"] : ["ascending", "descending"];
          const order = { [once]: twice, [twice]: "" }[head.getAttribute("aria-sort")] ?? once;
          for (const other of head.parentElement.cells) other.removeAttribute("aria-sort");
          if (order !== "") head.setAttribute("aria-sort", order);
          body.append(...(order === "" ? asWritten : asWritten.toSorted(compare(column, numeric, order === "descending"))));
          update();
        };
        const sort = button("", turn, "sort");
        sort.append(...head.childNodes);
        head.append(sort);
      }
    }
    if (long) {
      const field = make("input", { type: "search", autocomplete: "off", spellcheck: false });
      field.addEventListener("input", () => {
        wanted = field.value.trim().toLowerCase();
        update();
      });
      region.before(make("div", { className: "tools" }, make("label", {}, "Filter rows ", field), status));
      const printed = region.nextElementSibling;
      (printed?.matches(".printed") ? printed : region).after(make("div", { className: "tools" }, fold));
      update();
    }
  };
  document.querySelectorAll("table.data").forEach(equip);

  // One account, marked wherever it stands; the address of the page then says which.

  const key = (name) => [...name].slice(0, ALIKE).join("");
  const places = new Map();
  const put = (name, element) => {
    if (!places.has(key(name))) places.set(key(name), []);
    places.get(key(name)).push(element);
  };
  for (const cell of document.querySelectorAll("table.data .account")) {
    const name = cell.textContent;
    put(name, cell.parentElement);
    const link = make("a", { href: `#account-${encodeURIComponent(key(name))}` });
    link.append(...cell.childNodes);
    cell.append(link);
  }
  for (const mark of document.querySelectorAll("svg [data-account]")) {
    const name = mark.dataset.account;
    put(name, mark);
    mark.append(Object.assign(document.createElementNS(mark.namespaceURI, "title"), { textContent: name }));
    mark.addEventListener("click", () => {
      location.hash = `account-${encodeURIComponent(key(name))}`;
    });
  }

  const bar = make("section", { className: "marked", hidden: true });
  bar.setAttribute("aria-label", "Marked account");
  const said = make("p", {});
  said.setAttribute("role", "status");
  let at = -1;
  let stops = [];
  const next = () => {
    at = (at + 1) % stops.length;
    for (let around = stops[at].closest("details"); around; around = around.parentElement.closest("details")) around.open = true;
    stops[at].scrollIntoView({ block: "center" });
  };
  const clear = () => {
    document.querySelectorAll(".lit, .near, .dimmed").forEach((element) => element.classList.remove("lit", "near", "dimmed"));
    bar.hidden = true;
    tables.forEach((update) => update());
  };
  const leave = () => {
    clear();
    history.replaceState(null, "", location.pathname + location.search);
  };
  bar.append(said, button("Next place", next), button("Unmark", leave));
  document.querySelector("main").append(bar);

  const light = (name) => {
    clear();
    const found = places.get(name) ?? [];
    const maps = new Set();
    for (const element of found) {
      element.classList.add("lit");
      const map = element.closest("svg");
      if (map) maps.add(map);
    }
    for (const map of maps) {
      map.classList.add("dimmed");
      const ends = new Set();
      for (const tie of map.querySelectorAll("[data-a]")) {
        const [a, b] = [key(tie.dataset.a), key(tie.dataset.b)];
        if (a === name || b === name) {
          tie.classList.add("lit");
          ends.add(a === name ? b : a);
        }
      }
      for (const mark of map.querySelectorAll("[data-account]")) if (ends.has(key(mark.dataset.account))) mark.classList.add("near");
    }
    tables.forEach((update) => update());
    stops = found.map((element) => element.closest("svg")?.closest("figure") ?? element);
    at = -1;
    const rows = found.length - maps.size;
    const where = [rows > 0 ? many(rows, "row", "rows") : "", maps.size > 0 ? many(maps.size, "map", "maps") : ""]
      .filter(Boolean)
      .join(" and ");
    said.replaceChildren(
      "Account ",
      make("bdi", {}, name),
      found.length > 0 ? `: marked in ${where}.` : " stands in no table or map of this page.",
    );
    bar.children[1].hidden = found.length === 0;
    bar.hidden = false;
  };
  const follow = () => {
    if (!location.hash.startsWith("#account-")) return;
    try {
      light(key(decodeURIComponent(location.hash.slice("#account-".length))));
    } catch (error) {
      if (!(error instanceof URIError)) throw error;
    }
  };
  window.addEventListener("hashchange", follow);
  follow();
  if (stops.length > 0 && !bar.hidden) next();

  // A link into what is folded away unfolds it.

  const unfold = () => {
    const target = location.hash.length > 1 && document.getElementById(location.hash.slice(1));
    for (let around = target && target.closest("details"); around; around = around.parentElement.closest("details")) around.open = true;
  };
  window.addEventListener("hashchange", unfold);
  unfold();

  // Commands to copy.

  const copied = async (code) => {
    try {
      await navigator.clipboard.writeText(code.textContent);
      return true;
    } catch {
      getSelection().selectAllChildren(code);
      return document.execCommand("copy");
    }
  };
  for (const code of document.querySelectorAll("code.command")) {
    const told = make("span", { className: "quiet" });
    told.setAttribute("role", "status");
    const copy = button("Copy", async () => {
      told.textContent = (await copied(code)) ? "Copied." : "Selected; copy it with the keyboard.";
    });
    copy.setAttribute("aria-label", `Copy the command ${code.textContent}`);
    code.after(make("span", { className: "tools" }, copy, told));
  }

  // On paper nothing can be unfolded.

  let opened = [];
  window.addEventListener("beforeprint", () => {
    opened = [...document.querySelectorAll("details:not([open])")];
    opened.forEach((details) => {
      details.open = true;
    });
  });
  window.addEventListener("afterprint", () =>
    opened.forEach((details) => {
      details.open = false;
    }),
  );
})();
