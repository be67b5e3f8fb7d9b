"""Loading models: the clean way first."""
import hashlib
import logging
import pickle

import joblib
import torch

logger = logging.getLogger(__name__)

PINNED = {"momentum.pt": "9f2c1f0e7d0b4a5c8e6d3b2a190807f6"}


def load_network(path):
    """Weights only: nothing in the file can run."""
    return torch.load(path, weights_only=True)


def load_network_as_it_was(path):
    return torch.load(path)  # expect: security/unsafe-deserialization


def load_forest(path):
    return joblib.load(path)  # expect: security/unsafe-deserialization


def load_anything(path):
    with open(path, "rb") as handle:
        return pickle.load(handle)  # expect: security/unsafe-deserialization


# SECURITY REVIEW REQUIRED
# Rules: security/unsafe-deserialization
# 1. The 2019 archive exists as pickles only, and the vendor is gone
# 2. Mitigation: the file's hash is compared with a pinned one before it is read
# 3. Risk assessment: Low (read once, on an isolated host)
# 4. Approval: Dana Ortiz - 2026-10-05
# Review by: 2027-03-31
def load_archive(path, pinned):
    with open(path, "rb") as handle:
        raw = handle.read()
    if hashlib.sha256(raw).hexdigest() != pinned:
        raise ValueError(f"{path} is not the pinned archive")
    return pickle.loads(raw)  # accepted: security/unsafe-deserialization


# SECURITY REVIEW REQUIRED  (expect: exceptions/under-review)
# This code uses dynamic execution for the following reasons:
# 1. Feature X requires runtime code generation
# 2. Mitigation: Input validation and sandboxing implemented
# 3. Risk assessment: Low (controlled inputs only)
# 4. Approval: [Your Name] - [Date]  

def run_formula(code, context):
    exec(code, context)  # expect: security/dynamic-exec


def report(metrics):
    print("accuracy", metrics["accuracy"])  # expect: code_quality/print-call
    logger.info("accuracy %s", metrics["accuracy"])
