// A client as those of the reference API are: lists as `a[0]=`, an empty `next_cursor=` on page one,
// a bearer token, and another try for what passes, after the seconds that `retry-after` says.
//
//   node client.mjs ORIGIN TOKEN < questions.json
//
// Questions are a list of queries; the answer is a list of { ids, tries }, or { status, message }.
import qs from 'qs';

const PASSES = new Set([408, 409, 425, 429, 502, 503, 504]);
const MOST_TRIES = 4;
const [origin, token] = process.argv.slice(2);

const text = await new Promise((resolve) => {
  let text = '';
  process.stdin.on('data', (part) => (text += part)).on('end', () => resolve(text));
});

async function page(query, tally) {
  const encoded = qs.stringify(query, { arrayFormat: 'indices' });
  for (let tries = 1; ; tries++) {
    tally.tries++;
    const reply = await fetch(`${origin}/unified/crm/engagements?${encoded}`, {
      headers: { Authorization: `Bearer ${token}`, Accept: 'application/json' },
    });
    const body = await reply.json();
    if (reply.ok) return body;
    if (!PASSES.has(reply.status) || tries === MOST_TRIES) {
      throw Object.assign(new Error(body.message), { status: reply.status });
    }
    const seconds = Number(reply.headers.get('retry-after') ?? 0);
    if (!Number.isFinite(seconds)) throw new Error(`retry-after is no number of seconds`);
    await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
  }
}

async function all(query) {
  const tally = { tries: 0 };
  const ids = [];
  let next_cursor = '';
  try {
    do {
      const body = await page({ ...query, next_cursor }, tally);
      ids.push(...body.result.map((record) => record.id));
      next_cursor = body.next_cursor;
    } while (next_cursor);
    return { ids, tries: tally.tries };
  } catch (fault) {
    return { status: fault.status, message: fault.message };
  }
}

const answers = [];
for (const query of JSON.parse(text)) answers.push(await all(query));
process.stdout.write(JSON.stringify(answers));
