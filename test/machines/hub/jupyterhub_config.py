"""A hub on one machine that several learners share, each as a user of their own."""

import os

c = get_config()  # noqa: F821
c.JupyterHub.bind_url = "http://127.0.0.1:8000"
c.JupyterHub.db_url = "sqlite:///:memory:"
c.JupyterHub.cookie_secret_file = "/tmp/hub-cookie"
c.ConfigurableHTTPProxy.command = ["/opt/proxy/node_modules/.bin/configurable-http-proxy"]
c.JupyterHub.authenticator_class = "dummy"
c.Authenticator.allow_all = True
c.JupyterHub.spawner_class = "jupyterhub.spawner.LocalProcessSpawner"
c.Spawner.cmd = ["/srv/wirebook/.devcontainer/jupyterhub/start-learner.sh"]
c.Spawner.default_url = "/lab/tree/notebooks/00-start-here.ipynb"
c.JupyterHub.services = [{"name": "class", "api_token": os.environ["CLASS_TOKEN"]}]
c.JupyterHub.load_roles = [
    {
        "name": "class",
        "services": ["class"],
        "scopes": ["admin:users", "admin:servers", "access:servers"],
    }
]
