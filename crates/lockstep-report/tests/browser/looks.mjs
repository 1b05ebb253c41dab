// Accessibility, narrow screens and paper.
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];
const PAPERS = { A4: [210, 297], Letter: [215.9, 279.4] };
const MARGIN = 16; // mm left and right, as `@page` in style.css has it.

export const looks = async ({ check, open, folder }) => {
  for (const name of ["plain", "claims", "hostile", "plain-accounts", "hostile-accounts"]) {
    for (const colorScheme of ["light", "dark"]) {
      await check(`${name}, ${colorScheme}: axe-core finds nothing at WCAG 2.2 AA`, async (ask) => {
        const { page, context } = await open(name, { colorScheme, reducedMotion: "reduce" });
        // A marked account shows the bar as well.
        if (!name.endsWith("-accounts")) await page.locator("table.data .account a:visible").first().click();
        await page.evaluate(axe);
        const found = await page.evaluate(
          (values) => window.axe.run(document, { runOnly: { type: "tag", values }, resultTypes: ["violations"] }),
          TAGS,
        );
        for (const { id, nodes } of found.violations)
          ask(
            false,
            `${id}, ${nodes.length} times: ${nodes[0].html.slice(0, 140)} ${nodes[0].failureSummary.replaceAll("\n", " ").slice(0, 300)}`,
          );
        await context.close();
      });
    }
  }

  for (const name of ["plain", "claims", "hostile", "plain-accounts", "hostile-accounts"]) {
    for (const width of [360, 768, 1280]) {
      await check(`${name}: ${width} px wide, the page does not scroll sideways`, async (ask) => {
        const { page, context } = await open(name, { viewport: { width, height: 740 } });
        await page.evaluate(() =>
          document.querySelectorAll("details").forEach((details) => {
            details.open = true;
          }),
        );
        const wide = await page.evaluate(() => document.documentElement.scrollWidth);
        const past = await page.evaluate(
          (width) =>
            [...document.querySelectorAll("main *")]
              .filter((element) => !element.closest(".wide") && element.getBoundingClientRect().right > width + 1)
              .slice(0, 3)
              .map((element) => element.outerHTML.slice(0, 100)),
          width,
        );
        ask(wide <= width, `it is ${wide} px wide; past the edge: ${past.join(" | ")}`);
        await context.close();
      });
    }
  }

  await check("reduced motion is honoured", async (ask) => {
    const { page, context } = await open("plain", { reducedMotion: "reduce" });
    ask((await page.evaluate(() => getComputedStyle(document.documentElement).scrollBehavior)) === "auto", "the page still glides");
    await context.close();
  });

  await check("text that runs from right to left does so, and its language is not said to be English", async (ask) => {
    const { page, context } = await open("hostile");
    const found = await page.evaluate(() => {
      const said = [...document.querySelectorAll("p, li, bdi, code[dir]")].filter(
        (element) => element.children.length === 0 && /^[\u0590-\u06ff]/.test(element.textContent),
      );
      const wrong = said
        .filter((element) => getComputedStyle(element).direction !== "rtl")
        .map((element) => element.outerHTML.slice(0, 100));
      const quoted = [...document.querySelectorAll("table.data td.words bdi, table.data th.words bdi")];
      return {
        said: said.length,
        wrong,
        english: quoted.filter((element) => element.lang !== "" || !element.hasAttribute("lang")).length,
        quoted: quoted.length,
      };
    });
    ask(found.said > 10 && found.quoted > 10, `only ${found.said} texts and ${found.quoted} quotations`);
    ask(found.wrong.length === 0, `left to right: ${found.wrong.slice(0, 3).join(" | ")}`);
    ask(found.english === 0, `${found.english} quotations are said to be English`);
    await context.close();
    return `${found.said} texts`;
  });

  const papers = Object.entries(PAPERS).flatMap(([paper, [across]]) =>
    [
      ["large", true],
      ["large", false],
      ["claims", true],
    ].map((how) => [paper, across, ...how]),
  );
  for (const [paper, across, name, javaScriptEnabled] of papers) {
    const how = javaScriptEnabled ? "" : ", without JavaScript";
    await check(`${name} on ${paper}${how}: no figure or table is cut off, and folded parts are open`, async (ask) => {
      const width = Math.floor(((across - 2 * MARGIN) / 25.4) * 96);
      const { page, context } = await open(name, { viewport: { width, height: 1000 }, javaScriptEnabled });
      await page.emulateMedia({ media: "print", colorScheme: "dark" });
      const pdf = await page.pdf({ format: paper, preferCSSPageSize: false, printBackground: true });
      writeFileSync(join(folder, `${name}-${paper}${javaScriptEnabled ? "" : "-no-script"}.pdf`), pdf);
      const measured = await page.evaluate((width) => {
        const boxes = [...document.querySelectorAll("figure svg, table, pre, .command")].filter((element) => element.checkVisibility());
        const cut = boxes.filter(
          (element) => element.getBoundingClientRect().right > width + 1 || element.getBoundingClientRect().left < -1,
        );
        const closed = [...document.querySelectorAll("details > :not(summary)")].filter(
          (element) =>
            !element.checkVisibility() &&
            element.parentElement.checkVisibility() &&
            element.textContent.trim() !== "" &&
            getComputedStyle(element).display !== "none",
        );
        return {
          boxes: boxes.length,
          cut: cut.map(
            (element) =>
              `${element.tagName} ${Math.round(element.getBoundingClientRect().right)} > ${width}: ${(element.textContent || "").trim().slice(0, 60)}`,
          ),
          closed: closed.length,
          paper: getComputedStyle(document.body).backgroundColor,
        };
      }, width);
      measured.cut.forEach((cut) => ask(false, cut));
      ask(measured.closed === 0, `${measured.closed} folded parts stay closed`);
      ask(measured.paper === "rgb(255, 255, 255)", `the paper is ${measured.paper}`);
      ask(pdf.length > 20_000, "the file is empty");
      await context.close();
      return `${measured.boxes} figures and tables, ${pdf.toString("latin1").match(/\/Type\s*\/Page\b/g).length} pages`;
    });
  }
};
