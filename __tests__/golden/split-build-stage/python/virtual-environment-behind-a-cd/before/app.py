import zlib
print('up')
