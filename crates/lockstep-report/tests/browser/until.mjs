// Waiting for the page. Playwright's own way to wait for an expression compiles a text in the page, which the page's policy forbids.

/** What `ask` gives in the page, asked again until it is something or five seconds have passed. */
export const until = async (page, ask, about) => {
  for (let tries = 0; tries < 100; tries += 1) {
    const answer = await page.evaluate(ask, about);
    if (answer) return answer;
    await page.waitForTimeout(50);
  }
  throw new Error(`waited in vain for ${ask}`);
};
