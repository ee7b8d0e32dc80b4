require('jest')
