// Nothing is loaded, nothing but the page's own script runs, and text from outside stays text.
import { readFileSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { until } from "./until.mjs";

const texts = JSON.parse(readFileSync(join(dirname(fileURLToPath(import.meta.url)), "hostile.json"), "utf8"));
const quiet = (ask, heard) => {
  for (const [what, list] of Object.entries(heard)) ask(list.length === 0, `${what}: ${list.slice(0, 3).join(" | ")}`);
};

export const safety = async ({ check, open, folder }) => {
  for (const name of ["plain", "claims", "large", "hostile", "plain-accounts", "hostile-accounts"]) {
    await check(`${name}: no console error, no request, no dialog`, async (ask) => {
      const { page, heard, context } = await open(name);
      await page.mouse.move(640, 450);
      await page.evaluate(() =>
        document.querySelectorAll("details").forEach((details) => {
          details.open = true;
        }),
      );
      await page.waitForTimeout(300);
      quiet(ask, heard);
      await context.close();
    });
  }

  await check("the policy lets no other script, style, handler or image in", async (ask) => {
    const more =
      '<script>window.ran = 1</script><img src="https://report.test/x.png" onerror="window.ran = 2"><style>h1{color:rgb(1,2,3)}</style>' +
      '<p id="styled" style="color:rgb(1,2,3)">x</p><a id="bad" href="javascript:window.ran = 3">x</a>';
    const { page, heard, context } = await open("plain", { edit: (html) => html.replace("</main>", `${more}</main>`) });
    await page.locator("#bad").click();
    await page.waitForTimeout(200);
    const ran = await page.evaluate(() => window.ran);
    ask(ran === undefined, `a script ran: ${ran}`);
    ask(heard.requests.length === 0, `asked for ${heard.requests}`);
    for (const at of ["h1", "#styled"]) {
      const colour = await page
        .locator(at)
        .first()
        .evaluate((element) => getComputedStyle(element).color);
      ask(colour !== "rgb(1, 2, 3)", `${at} took a foreign style`);
    }
    const blocked = heard.errors.filter((text) => text.includes("Content Security Policy")).length;
    ask(blocked >= 5, `only ${blocked} violations were reported`);
    await context.close();
    return `${blocked} violations blocked`;
  });

  for (const [of, scripts] of [
    ["", 1],
    ["-accounts", 0],
  ]) await check(`hostile${of} texts make no element and break no attribute`, async (ask) => {
    const { page, context } = await open(`hostile${of}`);
    const seen = await page.evaluate(() => {
      const tags = new Set();
      const attributes = new Set();
      for (const element of document.querySelectorAll("*")) {
        tags.add(element.tagName.toLowerCase());
        for (const attribute of element.attributes) attributes.add(attribute.name);
      }
      const hrefs = [...document.querySelectorAll("[href]")].map((element) => element.getAttribute("href"));
      return {
        tags: [...tags],
        attributes: [...attributes],
        hrefs,
        scripts: document.scripts.length,
        text: document.body.textContent,
        styles: document.styleSheets.length,
      };
    });
    const plain = await open(`plain${of}`);
    const usual = await plain.page.evaluate(() => ({
      tags: [...new Set([...document.querySelectorAll("*")].map((element) => element.tagName.toLowerCase()))],
      attributes: [
        ...new Set([...document.querySelectorAll("*")].flatMap((element) => [...element.attributes].map((attribute) => attribute.name))),
      ],
    }));
    const strange = (all, known) => all.filter((name) => !known.includes(name));
    const tags = strange(seen.tags, [...usual.tags, "code", "br"]);
    const attributes = strange(seen.attributes, usual.attributes);
    ask(tags.length === 0, `elements: ${tags}`);
    ask(attributes.length === 0, `attributes: ${attributes}`);
    ask(seen.scripts === scripts && seen.styles === 1, `${seen.scripts} scripts, ${seen.styles} style sheets`);
    const links = seen.hrefs.filter((href) => !/^(#|figures\/|findings\/|index\.json$|index\.html(#|$)|accounts\.html$)/.test(href));
    ask(links.length === 0, `links: ${links.slice(0, 3)}`);
    ask(!/[\u0000-\u0008\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]/.test(seen.text), "a hidden character is on the page as itself");
    if (of === "") for (const text of texts.filter((text) => /^[\x20-\x7e\u0590-\u06ff]+$/.test(text) && !text.includes("`"))) {
      ask(seen.text.includes(text), `not on the page as it is: ${text}`);
    }
    await plain.context.close();
    await context.close();
    return `${texts.length} texts and two of 10,000 characters`;
  });

  await check("hostile names can be marked, filtered and sorted", async (ask) => {
    const { page, heard, context } = await open("hostile");
    const names = await page.evaluate(() => [
      ...new Set([...document.querySelectorAll("table.data .account")].map((cell) => cell.textContent)),
    ]);
    for (const name of names) {
      await page.evaluate((name) => {
        location.hash = `account-${encodeURIComponent([...name].slice(0, 100).join(""))}`;
      }, name);
      await until(page, (name) => document.querySelector(".marked bdi")?.textContent === [...name].slice(0, 100).join(""), name);
    }
    const lit = await page.locator("tr.lit").count();
    ask(lit > 0, "no row is marked");
    const field = page.locator("input[type=search]:visible").first();
    for (const text of texts) await field.fill(text.replace(/[\r\n]/g, " "));
    await page.locator(".sort:visible").first().click();
    await page.evaluate(() => {
      location.hash = "#account-%";
    });
    await page.waitForTimeout(100);
    quiet(ask, heard);
    await context.close();
    return `${names.length} names`;
  });

  await check("the first paint is early and the page small", async (ask) => {
    const { page, context } = await open("large");
    const ms = await until(page, () => performance.getEntriesByName("first-contentful-paint")[0]?.startTime);
    const bytes = statSync(join(folder, "large", "index.html")).size;
    ask(ms < 2000, `painted after ${ms.toFixed(0)} ms`);
    ask(bytes < 3_000_000, `${bytes} bytes`);
    await context.close();
    return `${ms.toFixed(0)} ms, ${(bytes / 1e6).toFixed(2)} MB`;
  });
};
