FROM acme/base
COPY requirements.txt .
RUN pip install -r requirements.txt
