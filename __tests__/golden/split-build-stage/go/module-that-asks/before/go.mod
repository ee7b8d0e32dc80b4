module example.com/web

go 1.24

require github.com/aws/aws-sdk-go v1.50.0
