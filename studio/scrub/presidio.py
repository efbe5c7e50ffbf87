"""Presidio's names that this room uses, imported without the model libraries it would load for nothing."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType


class _Absent(MetaPathFinder):
    """Makes optional model libraries look absent: 1.4 s and 100 MB that no rule here needs."""

    LIBRARIES = frozenset({"transformers", "torch", "tensorflow", "stanza", "gliner", "cupy", "mxnet"})

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Refuse the libraries; leave every other module to the next finder."""
        if fullname.partition(".")[0] in self.LIBRARIES:
            raise ModuleNotFoundError(f"No module named {fullname!r}", name=fullname)
        return None


_absent = _Absent()
sys.meta_path.insert(0, _absent)
try:
    from presidio_analyzer import (
        AnalysisExplanation,
        AnalyzerEngine,
        EntityRecognizer,
        Pattern,
        RecognizerRegistry,
        RecognizerResult,
    )
    from presidio_analyzer.context_aware_enhancers import LemmaContextAwareEnhancer
    from presidio_analyzer.nlp_engine import NlpArtifacts, NlpEngine
    from presidio_analyzer.predefined_recognizers import (
        CreditCardRecognizer,
        CryptoRecognizer,
        EmailRecognizer,
        IpRecognizer,
        MacAddressRecognizer,
        NhsRecognizer,
        PhoneRecognizer,
        UkNinoRecognizer,
        UkPostcodeRecognizer,
        UsSsnRecognizer,
        UuidRecognizer,
    )
finally:
    sys.meta_path.remove(_absent)

__all__ = [
    "AnalysisExplanation",
    "AnalyzerEngine",
    "CreditCardRecognizer",
    "CryptoRecognizer",
    "EmailRecognizer",
    "EntityRecognizer",
    "IpRecognizer",
    "LemmaContextAwareEnhancer",
    "MacAddressRecognizer",
    "NhsRecognizer",
    "NlpArtifacts",
    "NlpEngine",
    "Pattern",
    "PhoneRecognizer",
    "RecognizerRegistry",
    "RecognizerResult",
    "UkNinoRecognizer",
    "UkPostcodeRecognizer",
    "UsSsnRecognizer",
    "UuidRecognizer",
]
