from locust import HttpUser, task


class Guest(HttpUser):
    @task
    def look(self):
        self.client.get("/")
