int zed_ctx_new(void) { return 0; }
