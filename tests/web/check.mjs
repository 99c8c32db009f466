// Checks HTML reports: `node check.mjs CHROMIUM FILE…`. Valid by html-validate; accessible by axe-core, in a browser, light and dark;
// at three widths nothing but what scrolls by itself is wider than the page. Prints what is wrong, and exits 1.
import { HtmlValidate } from "html-validate";
import puppeteer from "puppeteer-core";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import { readFileSync } from "node:fs";

const [browserPath, ...files] = process.argv.slice(2);
const axe = createRequire(import.meta.url).resolve("axe-core/axe.min.js");
const validator = new HtmlValidate({
  extends: ["html-validate:standard"],
  // Native MathML is no part of the element table; the style sheet is part of the one file.
  rules: { "no-inline-style": "off", "no-unknown-elements": "off", "long-title": "off", "no-trailing-whitespace": "off" },
});
let failures = 0;
const complain = (file, text) => { failures += 1; console.log(`${file}: ${text}`); };

const browser = await puppeteer.launch({
  executablePath: browserPath,
  args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
});
for (const file of files) {
  const report = await validator.validateString(readFileSync(file, "utf8"), file);
  for (const result of report.results) {
    for (const m of result.messages.slice(0, 10)) complain(file, `${m.line}:${m.column} ${m.ruleId}: ${m.message}`);
  }
  const page = await browser.newPage();
  await page.goto(pathToFileURL(file).href);
  await page.evaluate(() => document.querySelectorAll("details").forEach((d) => (d.open = true)));
  await page.addScriptTag({ path: axe });
  for (const scheme of ["light", "dark"]) {
    await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: scheme }]);
    const { violations } = await page.evaluate(() => axe.run());
    for (const v of violations) complain(file, `${scheme}: ${v.id}: ${v.help} (${v.nodes.length}, first ${v.nodes[0].html.slice(0, 120)})`);
  }
  for (const width of [360, 800, 1400]) {
    await page.setViewport({ width, height: 900 });
    const wide = await page.evaluate(() => document.documentElement.scrollWidth);
    if (wide > width) complain(file, `${wide} pixels wide on a screen of ${width}`);
  }
  await page.close();
}
await browser.close();
console.log(`${files.length} pages, ${failures} complaints`);
process.exit(failures === 0 ? 0 : 1);
