import psycopg2
print('up')
