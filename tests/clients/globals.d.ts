// The one thing of Node.js that the scripts use.
declare const process: { argv: string[] };
