"""The worksheet functions XLB_…"""
