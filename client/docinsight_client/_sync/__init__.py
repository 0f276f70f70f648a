"""The client without ``await``. Made by ``make client``; do not edit."""
