int zed_ctx_new(void);
