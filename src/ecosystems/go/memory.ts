import { partPattern } from '../../model/index.js';
import type { MemoryUse } from '../ecosystem.js';

export const MEMORY: MemoryUse = {
  measured: 'a small program on net/http under Go 1.24, asked 800 times, 50 at a time, for 60 KB of JSON,',
  looked: '2026-11-30',
  peak: 11,
  limit: 512,
  further: 512,
  heavy: partPattern(`
    chromedp go-rod playwright-go gorgonia go-tensorflow gocv bimg govips badger bbolt boltdb goleveldb pebble bleve ristretto
    bigcache freecache go-cache golang-lru groupcache go-memdb hashicorp/raft nats-server olric go-sqlite3 modernc.org/sqlite
    duckdb disintegration/imaging nfnt/resize excelize prometheus/tsdb client-go kafka sarama`),
};
