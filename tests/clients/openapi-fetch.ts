// Reads a filtered list with openapi-fetch and the types that openapi-typescript makes.
import createClient from 'openapi-fetch';
import type { paths } from './openapi.js';

const [origin, token, account] = process.argv.slice(2);
const client = createClient<paths>({ baseUrl: origin, headers: { Authorization: `Bearer ${token}` } });
const { data, error } = await client.GET('/unified/crm/engagements', {
  params: {
    query: {
      integrated_account_id: account,
      engagement_type: 'call',
      'updated_at[gte]': '2020-01-01',
      'truto_exclude_fields[]': ['content'],
      limit: 5,
    },
  },
});
if (!data) throw new Error(JSON.stringify(error));
const records = data.result as { id: string; engagement_type?: string | null }[];
console.log(JSON.stringify(records.map((record) => [record.id, record.engagement_type])));
