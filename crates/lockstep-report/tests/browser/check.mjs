// node check.mjs FOLDER CHROMIUM: what a real browser makes of the pages in FOLDER/{plain,claims,large,hostile}, and of the cards of accounts beside.
// Each check is one file's function; one line is printed for each, and the exit code says whether all held.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { chromium } from "playwright-core";
import { behaviour } from "./behaviour.mjs";
import { looks } from "./looks.mjs";
import { safety } from "./safety.mjs";

const [folder, executablePath] = process.argv.slice(2);
const browser = await chromium.launch({
  executablePath,
  args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking"],
});
let failed = 0;

/** Run one check; `ask(condition, words)` fails it. */
const check = async (name, body) => {
  const faults = [];
  let note = "";
  try {
    note =
      (await body((condition, words) => {
        if (!condition) faults.push(words);
      })) ?? "";
  } catch (error) {
    faults.push(error.stack);
  }
  console.log(`${faults.length ? "FAILED" : "held  "} ${name}${note && `: ${note}`}`);
  faults.slice(0, 12).forEach((fault) => console.log(`         ${fault}`));
  failed += faults.length > 0;
};

/** Open a page of FOLDER. What it logs, asks of the network and puts before the reader is gathered in `heard`. */
const open = async (name, { hash = "", edit = (html) => html, ...options } = {}) => {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  const heard = { errors: [], requests: [], dialogs: [] };
  const address = `https://report.test/${name}/index.html`;
  await context.route("**/*", (route) => {
    const url = route.request().url();
    if (url.split("#")[0] !== address) {
      heard.requests.push(url);
      return route.abort();
    }
    const body = edit(readFileSync(join(folder, name, "index.html"), "utf8"));
    return route.fulfill({ contentType: "text/html; charset=utf-8", body });
  });
  const page = await context.newPage();
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) heard.errors.push(message.text());
  });
  page.on("pageerror", (error) => heard.errors.push(String(error)));
  page.on("dialog", (dialog) => {
    heard.dialogs.push(dialog.message());
    return dialog.dismiss();
  });
  page.on("popup", (popup) => heard.requests.push(`popup ${popup.url()}`));
  await page.goto(address + hash);
  return { page, heard, context };
};

const bench = { check, open, folder };
await safety(bench);
await behaviour(bench);
await looks(bench);
await browser.close();
console.log(failed ? `${failed} checks failed` : "all checks held");
process.exit(failed ? 1 : 0);
