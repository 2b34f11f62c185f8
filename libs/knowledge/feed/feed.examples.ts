export const FEED_DESCRIPTION = `Assertions, later signatures, votes, sources and their status, supersessions, lifecycle changes, epochs, aliases and trust,
in the order in which they were recorded. Without \`after\` the newest come first; with it the oldest, from that place on.

With \`Accept: text/event-stream\` the events arrive as they are recorded (\`id\`, \`event\`, \`data\`). A client that comes again with
\`Last-Event-ID\`, to whichever server, misses nothing and sees nothing twice. The last event is \`end\` or \`error\`.`;

export const STREAM_EXAMPLE = `retry: 2000
id: WyJmZWVkIiwiMjAyNi0wMS0wMVQwMDowMDowMC4wMDAwMDBaIiwiOTkiLCIiXQ

id: WyJmZWVkIiwiMjAyNi0wMS0wMVQwMDowMDowMS4wMDAwMDBaIiwiMTAiLCIiXQ
event: trust
data: {"id":"…","kind":"trust","recorded_at":"2026-01-01T00:00:01.000000Z","detail":{"trust":0.6}}
`;
