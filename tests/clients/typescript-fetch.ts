// Reads a filtered list with the client that openapi-generator makes for TypeScript's fetch.
import { Configuration, UnifiedApi } from './typescript-fetch/index.js';

const [origin, token, account] = process.argv.slice(2);
const api = new UnifiedApi(new Configuration({ basePath: origin, accessToken: token }));
const page = await api.listUnified({
  integratedAccountId: account,
  engagementType: 'call',
  updatedAtGte: '2020-01-01',
  trutoExcludeFields: ['content'],
  limit: 5,
});
const records = page.result as unknown as { id: string; engagement_type?: string; engagementType?: string }[];
console.log(JSON.stringify(records.map((record) => [record.id, record.engagementType ?? record.engagement_type])));
