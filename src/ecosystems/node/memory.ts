import { partPattern } from '../../model/index.js';
import type { MemoryUse } from '../ecosystem.js';

/**
 * V8 takes half of a container's limit for its heap, so the limit is generous:
 * https://github.com/v8/v8/blob/main/src/heap/heap.cc (Heap::HeapSizeFromPhysicalMemory)
 */
export const MEMORY: MemoryUse = {
  measured: 'a small program on Express 5 under Node 20, asked 800 times, 50 at a time, for 60 KB of JSON,',
  looked: '2026-11-30',
  peak: 93,
  limit: 1024,
  further: 1024,
  heavy: partPattern(
    `
    puppeteer puppeteer-core playwright playwright-core playwright-chromium selenium-webdriver chrome-launcher
    @sparticuz/chromium sharp canvas @napi-rs/canvas skia-canvas jimp gm imagemagick pdfkit pdfmake pdf-lib html-pdf
    express-session memorystore lru-cache quick-lru keyv cache-manager apicache sql.js @tensorflow/tfjs
    @tensorflow/tfjs-node onnxruntime-node @xenova/transformers @huggingface/transformers fluent-ffmpeg ffmpeg-static exceljs
    xlsx node-cache memory-cache lokijs nedb better-sqlite3 electron pm2 throng piscina workerpool bull bullmq parse-server
    n8n strapi @strapi/strapi ghost next nuxt`,
    { before: /"/, after: /"[ \t]{0,20}:/ },
  ),
};
