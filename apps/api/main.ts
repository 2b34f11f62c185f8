import { readConfig } from '@stemedb/platform/config';
import { startServer } from './server';
import { runUntilStopped } from './run';

void runUntilStopped(() => startServer(readConfig()));
