process.on('SIGTERM', () => process.exit(0)); console.log(process.env.npm_package_version);
