exports.db = { render: (api) => `orders of ${api}` };
