// Clients from npm read what `amicis` wrote.
//
// usage: node.js ajv FILE… | heimdall FILE WORDS
//
// Prints what they say; ends with 1 when one refuses. NODE_PATH names the folder that has the packages.
'use strict';

const fs = require('fs');
const path = require('path');

/** Compiles every schema in strict mode: unknown keywords, formats and types that do not fit are errors. */
function ajv(files) {
  const { default: Ajv } = require('ajv');
  const { default: addFormats } = require('ajv-formats');
  const ajv = addFormats(new Ajv({ strict: true, allErrors: true }));
  for (const file of files) {
    const schema = JSON.parse(fs.readFileSync(file, 'utf8'));
    if (typeof schema.$id !== 'string') throw new Error(`${file} has no $id`);
    ajv.compile(schema);
  }
  console.log(`${files.length} compiled`);
}

/** Opens a file in Heimdall, and prints its counts and what it shows of the first control that a search finds. */
async function heimdall(file, words) {
  const { chromium } = require('playwright-core');
  const dist = path.join(path.dirname(require.resolve('@mitre/heimdall-lite/package.json')), 'dist');
  const executablePath = process.env.AMICIS_BROWSER || '/usr/bin/chromium';
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
  try {
    const page = await browser.newPage({ viewport: { width: 1600, height: 1200 } });
    // No server, and no other address: every file comes from the package.
    await page.route('**/*', (route) => {
      const url = new URL(route.request().url());
      const served = path.join(dist, url.pathname === '/' ? 'index.html' : url.pathname);
      const ours = url.host === 'heimdall.test' && fs.existsSync(served);
      return ours ? route.fulfill({ path: served }) : route.abort();
    });
    await page.goto('http://heimdall.test/');
    await page.locator('input[type=file]').first().setInputFiles(file, { timeout: 60000 });
    const passed = page.getByText(/^Passed: \d+$/);
    await passed.waitFor({ timeout: 60000 });
    const text = await page.innerText('body');
    console.log(text.match(/(Passed|Failed|Not Applicable|Not Reviewed): \d+/g).join(', '));
    await page.getByLabel('Search').first().fill(words);
    // The list is drawn when it comes into view.
    for (let tries = 0; !(await page.innerText('body')).includes('0/1 Controls Viewed'); tries += 1) {
      if (tries === 120) throw new Error(`Heimdall does not find ${words}`);
      await page.evaluate(() => window.scrollTo(0, document.body.scrollHeight));
      await page.waitForTimeout(500);
    }
    await page.getByText('Expand All').click();
    await page.getByRole('tab', { name: 'Details' }).first().click();
    await page.getByText('Amicis Status:').waitFor({ timeout: 60000 });
    const shown = await page.innerText('body');
    console.log(shown.slice(shown.indexOf('Controls Viewed')));
  } finally {
    await browser.close();
  }
}

async function main([client, ...rest]) {
  await { ajv: () => ajv(rest), heimdall: () => heimdall(...rest) }[client]();
}

main(process.argv.slice(2)).catch((error) => {
  console.error(error);
  process.exit(1);
});
