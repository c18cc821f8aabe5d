"""A small client of Plumbline's HTTP interface: rewards, and a reward function for trainers.

It needs httpx and nothing else of Plumbline's, so it can be installed where a policy is trained.
"""

from plumbline_client.client import PlumblineClient, Reward, Rewards
from plumbline_client.connection import PlumblineError
from plumbline_client.trainers import nemo_gym_verifier, reward_function, verl_reward_function

__version__ = "0.1.0"

__all__ = [
    "PlumblineClient",
    "PlumblineError",
    "Reward",
    "Rewards",
    "nemo_gym_verifier",
    "reward_function",
    "verl_reward_function",
]
