// What the script adds: sorting, filtering, folding, marking, copying; and that the page is whole without it.

import { until } from "./until.mjs";

const TABLE = "#step-pace ~ details table.data";

export const behaviour = async ({ check, open }) => {
  await check("a table sorts by a header, and back", async (ask) => {
    const { page, context } = await open("large");
    const table = page.locator(TABLE).last();
    const column = async (index) => table.locator(`tbody tr > :nth-child(${index + 1})`).allTextContents();
    const heads = await table.locator("thead th").allTextContents();
    const at = heads.findIndex((head) => head.startsWith("pace"));
    const before = await column(at);
    const head = table.locator("thead th").nth(at);
    const value = (text) => Number(text.replaceAll(",", "").replace("−", "-"));
    const expect = async (order, rise) => {
      await head.getByRole("button").click();
      ask((await head.getAttribute("aria-sort")) === order, `aria-sort is not ${order}`);
      const measured = (await column(at)).filter((text) => text !== "–").map(value);
      ask(
        measured.length > 10 && measured.every((number, index) => index === 0 || rise * (number - measured[index - 1]) >= 0),
        `not ${order}: ${measured.slice(0, 5)}`,
      );
      const last = (await column(at)).findIndex((text) => text === "–");
      ask(last === -1 || last === measured.length, "what was not measured does not come last");
    };
    await expect("descending", -1);
    await expect("ascending", 1);
    await head.getByRole("button").click();
    ask((await head.getAttribute("aria-sort")) === null, "the third time does not end the sorting");
    ask((await column(at)).join() === before.join(), "the order of the study does not come back");
    await context.close();
  });

  await check("a long table is folded, unfolds and filters with a live count", async (ask) => {
    const { page, context } = await open("large");
    const part = page.locator("#step-pace ~ details.table").last();
    const rows = part.locator("tbody tr:visible");
    const all = await part.locator("tbody tr").count();
    ask((await rows.count()) === 12, `${await rows.count()} rows are in sight at first`);
    await part.getByRole("button", { name: /^Show all/ }).click();
    ask((await rows.count()) === all, "not all rows are shown");
    await part.getByRole("button", { name: /^Show the first/ }).click();
    const name = await part.locator("tbody tr").nth(30).locator("th, td").first().textContent();
    await part.getByRole("searchbox", { name: "Filter rows" }).fill(name.toUpperCase());
    ask((await rows.count()) === 1, `${await rows.count()} rows match one name`);
    ask(
      (await part.getByRole("status").textContent()) === `1 of the ${all} rows on this page matches`,
      await part.getByRole("status").textContent(),
    );
    await part.getByRole("searchbox").fill("no such thing");
    ask(
      (await part.getByRole("status").textContent()) === `0 of the ${all} rows on this page match`,
      await part.getByRole("status").textContent(),
    );
    await context.close();
    return `${all} rows`;
  });

  await check("an account is marked by its address, in tables and map", async (ask) => {
    const first = await open("plain");
    const link = first.page.locator("section[aria-labelledby=network] .account a").first();
    const [name, hash] = [await link.textContent(), await link.getAttribute("href")];
    await first.context.close();
    const { page, context } = await open("plain", { hash });
    ask((await page.locator(".marked bdi").textContent()) === name, "the bar does not say the name");
    const stray = await page
      .locator("tr.lit")
      .evaluateAll((rows, name) => rows.filter((row) => !row.textContent.includes(name)).length, name);
    ask((await page.locator("tr.lit").count()) > 1 && stray === 0, "not the rows of the account, and only those, are marked");
    ask(await page.locator("tr.lit:visible").first().isVisible(), "no marked row is in sight");
    const map = await page.evaluate((name) => {
      const svg = document.querySelector("section[aria-labelledby=network] svg");
      const ties = [...svg.querySelectorAll("[data-a]")];
      const own = ties.filter((tie) => [tie.dataset.a, tie.dataset.b].includes(name));
      return {
        nodes: svg.querySelectorAll("[data-account]").length,
        ties: ties.length,
        own: own.length,
        lit: own.filter((tie) => tie.matches(".lit")).length,
        all: svg.querySelectorAll("[data-a].lit").length,
        dimmed: svg.matches(".dimmed"),
      };
    }, name);
    ask(map.nodes > 0 && map.own > 0, "the map does not say which mark is whose");
    ask(map.dimmed && map.lit === map.own && map.all === map.own, `the map lights other ties than the account's: ${JSON.stringify(map)}`);
    await page.getByRole("button", { name: "Next place" }).click();
    await page.getByRole("button", { name: "Unmark" }).click();
    ask((await page.locator(".lit, .dimmed").count()) === 0 && !(await page.locator(".marked").isVisible()), "the mark stays");
    ask(!page.url().includes("#account"), "the address still names the account");
    await context.close();
    return `${map.own} of ${map.ties} ties lit`;
  });

  await check("the command is copied", async (ask) => {
    const { page, context } = await open("plain", { permissions: ["clipboard-read", "clipboard-write"] });
    const box = page.locator(".check");
    await page.bringToFront(); // Only a page in front may write to the clipboard.
    await box.getByRole("button", { name: /^Copy/ }).click();
    await until(page, () => document.querySelector(".check [role=status]").textContent);
    const copied = await page.evaluate(() => navigator.clipboard.readText());
    const command = await box.locator("code.command").textContent();
    ask(copied === command, `copied: ${copied}`);
    ask((await box.getByRole("status").textContent()) === "Copied.", "nothing is said");
    await context.close();
    return command;
  });

  await check("the keyboard reaches every control in sight, and focus is seen", async (ask) => {
    const { page, context } = await open("plain");
    const wanted = await page.evaluate(() => {
      const all = [...document.querySelectorAll("a[href], button, input, summary, [tabindex='0']")].filter((element) =>
        element.checkVisibility({ contentVisibilityAuto: true }),
      );
      all.forEach((element, index) => {
        element.dataset.walk = index;
      });
      return all.length;
    });
    const seen = new Set();
    const bare = new Set();
    for (let step = 0; step < wanted + 20 && seen.size < wanted; step += 1) {
      await page.keyboard.press("Tab");
      const now = await page.evaluate(() => {
        const element = document.activeElement;
        const style = getComputedStyle(element);
        return {
          walk: element.dataset.walk,
          ring: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2,
          what: element.outerHTML.slice(0, 80),
        };
      });
      if (now.walk !== undefined) seen.add(now.walk);
      if (now.walk !== undefined && !now.ring) bare.add(now.what);
    }
    ask(seen.size === wanted, `${seen.size} of ${wanted} controls are reached`);
    ask(bare.size === 0, `no ring: ${[...bare].slice(0, 3)}`);
    await page.locator(".sort:visible").first().focus();
    await page.keyboard.press("Enter");
    ask((await page.locator("[aria-sort]").count()) === 1, "Enter does not sort");
    await context.close();
    return `${wanted} controls`;
  });

  await check("without JavaScript all is there and no control is dead", async (ask) => {
    const live = await open("large");
    const written = await live.page.evaluate(() => document.querySelectorAll("tbody tr").length);
    await live.context.close();
    const { page, context } = await open("large", { javaScriptEnabled: false });
    ask((await page.locator("button, input, [hidden]").count()) === 0, "a control without a script shows");
    ask((await page.locator("tbody tr").count()) === written, "rows are missing");
    const table = page.locator(TABLE).last();
    await table.locator("tbody tr").last().scrollIntoViewIfNeeded();
    ask(await table.locator("tbody tr").last().isVisible(), "the last row of a long table cannot be seen");
    const sections = await page.locator("main section[aria-labelledby]").count();
    ask(sections === 19, `${sections} sections`);
    await context.close();
    return `${written} rows, ${sections} sections`;
  });
};
