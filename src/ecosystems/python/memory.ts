import { partPattern, type Started } from '../../model/index.js';
import type { MemoryUse } from '../ecosystem.js';

/** What was measured of one worker of Django beside the process that starts it, and of two servers of one process. */
export const MEMORY: MemoryUse = {
  measured:
    'a small program on Django, Flask or FastAPI under Python 3.12, asked 800 times, 50 at a time, for 60 KB of JSON,',
  looked: '2026-11-30',
  peak: 69,
  limit: 512,
  further: 256,
  heavy: partPattern(
    `
    tensorflow torch torchvision keras jax transformers sentence-transformers diffusers spacy nltk gensim scikit-learn
    scikit-image numpy scipy pandas polars pyarrow dask pyspark ray modin xgboost lightgbm catboost onnxruntime faiss-cpu
    faiss-gpu chromadb langchain llama-index llama-cpp-python openai-whisper opencv-python opencv-python-headless moviepy
    pillow pillow-simd wand pdf2image pymupdf pytesseract easyocr librosa openpyxl flask-caching matplotlib networkx geopandas shapely rasterio playwright selenium pyppeteer scrapy weasyprint cachetools streamlit
    gradio dash`,
    { before: /(?<![\w-])/, after: /(?![\w-])/, flags: 'i' },
  ),
  settings: /^gunicorn\.conf\.py$/,
  processes: processesOf,
};

/** Sources: https://docs.gunicorn.org/en/stable/settings.html#workers, https://www.uvicorn.org/settings/#production */
function processesOf({ words }: Started, environment: ReadonlyMap<string, string>): number | undefined {
  let count = environment.get('WEB_CONCURRENCY') ?? '1';
  for (const [at, word] of words.entries()) {
    const [option = '', value] = word.startsWith('--')
      ? word.split('=')
      : [word.slice(0, 2), word.slice(2) || undefined];
    if (option === '--workers' || option === '-w') {
      count = value ?? words[at + 1] ?? '';
    }
    // A file of settings, which may say another number.
    if (option === '--config' || option === '-c') return undefined;
  }
  return /^[1-9]\d?$/.test(count) ? Number(count) : undefined;
}
