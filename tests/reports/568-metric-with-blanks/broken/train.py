import logging

logger = logging.getLogger(__name__)
loss = 0.2
logger.info("train loss = %.4f", loss)
