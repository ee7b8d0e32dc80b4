sudo chown app /data
